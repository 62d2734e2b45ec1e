import { uint16, uint32 } from '../../session/packet/link-layer.js'
import { int32List, uint32List } from '../artifacts/number-list.js'
import type { PacketView } from './packet-view.js'
import { WordTable } from './word-table.js'

const streamLimit = 262_144
/** More packets missing at once than this is a sender that began anew. */
const longestGap = 1000
const rtpHeader = 12

/** What counts up in the datagrams of a flow. */
export type DatagramSequence = 'rtp' | 'ip-id'

/**
 * Numbers that count up in UDP flows, at each interface by itself: RTP sequence numbers (RFC 3550) and the IPv4
 * identification of senders that count it by socket. Neither proves a loss: who counts may skip.
 */
export class DatagramGaps {
  readonly #streams = new WordTable(2, streamLimit)
  readonly #probe = new Uint32Array(2)
  readonly #packets = int32List()
  readonly #lastId = int32List()
  readonly #idSteps = int32List()
  readonly #idMissing = int32List()
  readonly #idGaps = int32List()
  readonly #source = uint32List()
  readonly #lastRtp = int32List()
  readonly #rtpSteps = int32List()
  readonly #rtpMissing = int32List()
  readonly #rtpGaps = int32List()
  readonly #rtpPackets = int32List()

  get streams(): number {
    return this.#packets.length
  }

  flow = (stream: number): number => this.#streams.word(stream, 0)
  point = (stream: number): number => this.#streams.word(stream, 1)
  packets = (stream: number): number => this.#packets.at(stream)

  take(view: PacketView, flow: number, point: number): void {
    this.#probe[0] = flow
    this.#probe[1] = point
    const stream = this.#streams.add(this.#probe)
    if (stream < 0) return
    if (stream >= this.#packets.length) this.#pushStream()
    const before = this.#packets.at(stream)
    this.#packets.add(stream, 1)
    if (view.ipId >= 0) {
      if (before > 0) this.#countId(stream, (view.ipId - this.#lastId.at(stream)) & 0xffff)
      this.#lastId.set(stream, view.ipId)
    }
    const payload = view.transport + 8
    // version 2 in the first two bits
    if (payload + rtpHeader > view.end || ((view.bytes[payload] ?? 0) & 0xc0) !== 0x80) return
    const number = uint16(view.bytes, payload + 2)
    const source = uint32(view.bytes, payload + 8)
    if (this.#rtpPackets.at(stream) > 0 && source === this.#source.at(stream))
      this.#countRtp(stream, (number - this.#lastRtp.at(stream)) & 0xffff)
    this.#source.set(stream, source)
    this.#lastRtp.set(stream, number)
    this.#rtpPackets.add(stream, 1)
  }

  #countId(stream: number, ahead: number): void {
    if (ahead === 1) this.#idSteps.add(stream, 1)
    this.#idMissing.add(stream, passedOver(ahead))
    if (passedOver(ahead) > 0) this.#idGaps.add(stream, 1)
  }

  #countRtp(stream: number, ahead: number): void {
    if (ahead === 1) this.#rtpSteps.add(stream, 1)
    this.#rtpMissing.add(stream, passedOver(ahead))
    if (passedOver(ahead) > 0) this.#rtpGaps.add(stream, 1)
  }

  #pushStream(): void {
    const ids = [this.#lastId, this.#idSteps, this.#idMissing, this.#idGaps]
    const rtp = [this.#lastRtp, this.#rtpSteps, this.#rtpMissing, this.#rtpGaps, this.#rtpPackets]
    for (const list of [this.#packets, ...ids, ...rtp]) list.push(0)
    this.#source.push(0)
  }

  /** Datagrams missing from a flow's own count; undefined where nothing in it counts up. */
  missing(stream: number): DatagramLoss | undefined {
    const packets = this.#packets.at(stream)
    if (packets < fewestPackets) return undefined
    if (this.#rtpPackets.at(stream) === packets && this.#rtpSteps.at(stream) >= packets * most)
      return {
        sequence: 'rtp',
        packets: this.#rtpMissing.at(stream),
        gaps: this.#rtpGaps.at(stream),
      }
    if (this.#idSteps.at(stream) >= packets * most)
      return {
        sequence: 'ip-id',
        packets: this.#idMissing.at(stream),
        gaps: this.#idGaps.at(stream),
      }
    return undefined
  }
}

export interface DatagramLoss {
  readonly sequence: DatagramSequence
  readonly packets: number
  readonly gaps: number
}

/** Below this a number that seems to count may be chance. */
const fewestPackets = 50
/** Share of steps by exactly one that makes it a count. */
const most = 0.8

/** Numbers left out by a step; -1 for one that was overtaken and had been counted as missing. */
const passedOver = (ahead: number): number =>
  ahead > 1 && ahead <= longestGap ? ahead - 1 : ahead > 0xffff - longestGap ? -1 : 0
