import { packetRecord, packetRecordSize } from '../../session/packet-record.js'
import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { SessionReader } from '../../session/reader.js'
import { DatagramGaps } from './datagram-gaps.js'
import { dropInterest, fingerprint, interest, type DropInterest } from './drop-interest.js'
import { sequenceLength, type DroppedPackets } from './dropped-packets.js'
import type { FlowPairs } from './flow-pairs.js'
import { MatchedPackets, match, type CapturedAt } from './matched-packets.js'
import { float64List, uint32List } from '../artifacts/number-list.js'
import { isIcmp, PacketView, seqAhead } from './packet-view.js'
import { SequenceGaps } from './sequence-gaps.js'

/** An interface that captured. */
export interface CapturePoint {
  readonly netns: number
  readonly ifindex: number
}

/** Packets after a SYN that may still belong to the handshake. */
const handshakePackets = 3

/** One pass over all captured packets: what has to do with drops is kept, gaps in all flows are noted. */
export class TrafficMatch {
  readonly dropped: DroppedPackets
  readonly flows: FlowPairs
  readonly points: CapturePoint[] = []
  readonly matched = new MatchedPackets()
  readonly gaps = new SequenceGaps()
  readonly datagrams = new DatagramGaps()
  readonly #interest: DropInterest
  readonly #networkOf: (netns: number) => number
  readonly #lastAtNs = float64List()
  readonly #highestAck = uint32List()
  readonly #view = new PacketView()
  readonly #quoted = new PacketView()
  readonly #pointNumbers = new Map<string, number>()
  /** Packets of a handshake still awaited, by flow and point. */
  readonly #handshakeLeft = new Map<string, number>()
  packets = 0
  tcpPackets = 0
  /** Blocks of which the end could not be read. */
  damagedBlocks = 0

  constructor(dropped: DroppedPackets, flows: FlowPairs, networkOf: (netns: number) => number) {
    this.dropped = dropped
    this.flows = flows
    this.#networkOf = networkOf
    this.#interest = dropInterest(dropped, flows)
  }

  /** When the last packet of a flow was seen, -1 if none was. */
  lastAtNs = (flow: number): number => this.#lastAtNs.at(flow) - 1
  /** The furthest acknowledgement that a flow carried. */
  highestAck = (flow: number): number => this.#highestAck.at(flow)

  async read(reader: SessionReader): Promise<void> {
    for await (const block of reader.passingPackets()) {
      const point = this.#pointOf(block.netns, block.ifindex)
      this.#readBlock(block.id, block.data, block.link_type, point, this.#networkOf(block.netns))
    }
  }

  #pointOf(netns: number, ifindex: number): number {
    const key = `${netns} ${ifindex}`
    const known = this.#pointNumbers.get(key)
    if (known !== undefined) return known
    this.#pointNumbers.set(key, this.points.length)
    return this.points.push({ netns, ifindex }) - 1
  }

  #readBlock(block: number, data: Uint8Array, link: number, point: number, network: number): void {
    const fields = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const seen: CapturedAt = { atNs: 0, point, block }
    for (let at = 0; at < data.length;) {
      const captured =
        at + packetRecord.headerSize > data.length
          ? Infinity
          : fields.getUint32(at + packetRecord.captured, true)
      const start = at + packetRecord.headerSize
      if (captured > data.length - start) {
        this.damagedBlocks += 1
        return
      }
      this.packets += 1
      seen.atNs = fields.getFloat64(at + packetRecord.atNs, true)
      if (this.#view.read(data, start, start + captured, link)) this.#take(network, seen)
      at += packetRecordSize(captured)
    }
  }

  #take(network: number, seen: CapturedAt): void {
    const view = this.#view
    if (isIcmp(view.proto) && this.#takeError(network, seen)) return
    const flow = this.flows.add(view.key, network)
    if (flow < 0) return
    while (this.#lastAtNs.length <= flow) {
      this.#lastAtNs.push(0)
      this.#highestAck.push(0)
    }
    if (seen.atNs + 1 > this.#lastAtNs.at(flow)) this.#lastAtNs.set(flow, seen.atNs + 1)
    const wanted = this.#interest.ofFlow[flow] ?? 0
    if (view.proto === ipProtocol.tcp) {
      if (view.flags >= 0) this.#takeTcp(flow, wanted, seen)
    } else {
      if (view.proto === ipProtocol.udp) this.datagrams.take(view, flow, seen.point)
      if ((wanted & interest.copies) !== 0) this.#takeDatagram(flow, seen)
    }
  }

  #takeTcp(flow: number, wanted: number, seen: CapturedAt): void {
    const view = this.#view
    this.tcpPackets += 1
    const isDuplicateAck = this.gaps.take(view, flow, seen)
    if ((wanted & interest.connection) === 0) return
    const length = sequenceLength(view)
    if ((view.flags & tcpFlag.ack) !== 0 && this.#isHighest(flow, view.ack))
      this.#highestAck.set(flow, view.ack)
    let kinds = 0
    if (
      (wanted & interest.segments) !== 0 &&
      length > 0 &&
      this.dropped.overlaps(flow, view.seq, length)
    )
      kinds |= match.segment
    if (isDuplicateAck && this.dropped.hasSeq(flow ^ 1, view.ack)) kinds |= match.duplicateAck
    if ((view.flags & tcpFlag.rst) !== 0) kinds |= match.reset
    if ((wanted & interest.handshake) !== 0 && this.#isHandshake(flow, seen.point))
      kinds |= match.handshake
    if (kinds !== 0) this.matched.add(kinds, view, length, flow, seen, view.transport + 4)
  }

  #isHighest(flow: number, ack: number): boolean {
    const highest = this.#highestAck.at(flow)
    return highest === 0 || seqAhead(ack, highest) > 0
  }

  #isHandshake(flow: number, point: number): boolean {
    const key = `${flow} ${point}`
    if ((this.#view.flags & tcpFlag.syn) !== 0) {
      this.#handshakeLeft.set(key, handshakePackets)
      this.#handshakeLeft.set(`${flow ^ 1} ${point}`, handshakePackets)
      return true
    }
    const left = this.#handshakeLeft.get(key) ?? 0
    if (left > 0) this.#handshakeLeft.set(key, left - 1)
    return left > 0
  }

  #takeDatagram(flow: number, seen: CapturedAt): void {
    const { ipId, checksum } = this.#view
    if (this.#interest.fingerprints.get(flow)?.has(fingerprint(ipId, checksum)) === true)
      this.matched.add(match.copy, this.#view, 0, flow, seen, this.#view.network + 4)
  }

  /** Whether it is an error about a packet of a flow that lost some. */
  #takeError(network: number, seen: CapturedAt): boolean {
    const view = this.#view
    const type = view.bytes[view.transport] ?? 0
    if (view.transport < 0 || !isError(view.family, type)) return false
    const quoted = this.#quoted
    if (!quoted.readIp(view.bytes, view.transport + 8, view.end)) return false
    const flow = this.flows.find(quoted.key, network)
    if (flow < 0 || ((this.#interest.ofFlow[flow] ?? 0) & interest.errors) === 0) return false
    const code = view.bytes[view.transport + 1] ?? 0
    const kind = type * 256 + code
    this.matched.add(match.icmpError, quoted, 0, flow, seen, view.transport, kind)
    return true
  }
}

/** RFC 792: unreachable, source quench, time exceeded, parameter problem (a redirect is advice); RFC 4443: below 128. */
const isError = (family: number, type: number): boolean =>
  family === 4 ? type === 3 || type === 4 || type === 11 || type === 12 : type < 128
