import { uint32 } from '../../session/packet/link-layer.js'
import { float64List, int32List, uint32List } from '../artifacts/number-list.js'
import type { PacketView } from './packet-view.js'

/** What a captured packet has to do with a dropped one; a packet may be several of these. */
export const match = {
  /** TCP: carries bytes that were dropped. */
  segment: 1,
  /** TCP: acknowledges for another time up to where a dropped segment begins. */
  duplicateAck: 2,
  /** TCP: SYN, SYN-ACK or one of the first packets after them. */
  handshake: 4,
  reset: 8,
  /** ICMP error that quotes a packet of the flow. */
  icmpError: 16,
  /** Not TCP: looks like a dropped packet. */
  copy: 32,
} as const

/** Beyond this many nothing is gathered any more, and the report says so: 60 bytes each. */
const limit = 500_000

/** Captured packets that have to do with dropped ones, as columns; a row is a packet, by number. */
export class MatchedPackets {
  readonly #kinds = int32List()
  readonly #atNs = float64List()
  readonly #flow = int32List()
  readonly #point = int32List()
  readonly #block = float64List()
  readonly #place = int32List()
  readonly #word = uint32List()
  readonly #seq = uint32List()
  readonly #ack = uint32List()
  readonly #length = int32List()
  readonly #flags = int32List()
  readonly #ipId = int32List()
  readonly #checksum = int32List()
  readonly #byFlow = new Map<number, number[]>()
  /** Packets that found no room. */
  overflowed = 0

  get count(): number {
    return this.#atNs.length
  }

  kinds = (i: number): number => this.#kinds.at(i)
  atNs = (i: number): number => this.#atNs.at(i)
  /** The flow of the dropped packet, for an ICMP error the one it quotes. */
  flow = (i: number): number => this.#flow.at(i)
  /** Number of the interface that captured it. */
  point = (i: number): number => this.#point.at(i)
  /** packet_block.id */
  block = (i: number): number => this.#block.at(i)
  /** Where in the block four bytes are that tell it from other packets, and their value. */
  place = (i: number): number => this.#place.at(i)
  word = (i: number): number => this.#word.at(i)
  seq = (i: number): number => this.#seq.at(i)
  ack = (i: number): number => this.#ack.at(i)
  length = (i: number): number => this.#length.at(i)
  /** TCP flags, or ICMP type << 8 | code. */
  flags = (i: number): number => this.#flags.at(i)
  /** Of the packet, for an ICMP error of the one it quotes; -1 for IPv6. */
  ipId = (i: number): number => this.#ipId.at(i)
  checksum = (i: number): number => this.#checksum.at(i)

  add(
    kinds: number,
    view: PacketView,
    length: number,
    flow: number,
    seen: CapturedAt,
    place: number,
    flags = view.flags,
  ): void {
    if (this.count >= limit) {
      this.overflowed += 1
      return
    }
    const list = this.#byFlow.get(flow)
    if (list === undefined) this.#byFlow.set(flow, [this.count])
    else list.push(this.count)
    this.#kinds.push(kinds)
    this.#atNs.push(seen.atNs)
    this.#flow.push(flow)
    this.#point.push(seen.point)
    this.#block.push(seen.block)
    this.#place.push(place)
    this.#word.push(uint32(view.bytes, place))
    this.#seq.push(view.seq)
    this.#ack.push(view.ack)
    this.#length.push(length)
    this.#flags.push(flags)
    this.#ipId.push(view.ipId)
    this.#checksum.push(view.checksum)
  }

  /** Those of a flow that are one of `kinds`, in order of time. */
  of(flow: number, kinds: number): number[] {
    const all = this.#byFlow.get(flow) ?? []
    return all
      .filter((i) => (this.kinds(i) & kinds) !== 0)
      .sort((a, b) => this.atNs(a) - this.atNs(b) || a - b)
  }
}

/** Where and when a packet was captured. */
export interface CapturedAt {
  atNs: number
  point: number
  block: number
}
