import { uint16, uint32 } from '../../session/packet/link-layer.js'
import { Int32Rows } from '../artifacts/int32-rows.js'
import type { PacketView } from './packet-view.js'
import { StreamNumbers } from './stream-numbers.js'

const streamLimit = 262_144
/** More packets missing at once than this is a sender that began anew. */
const longestGap = 1000
const rtpHeader = 12

/** What is known of a stream. */
const of = {
  packets: 0,
  lastId: 1,
  idSteps: 2,
  idMissing: 3,
  idGaps: 4,
  /** Of RTP. */
  source: 5,
  lastRtp: 6,
  rtpSteps: 7,
  rtpMissing: 8,
  rtpGaps: 9,
  rtpPackets: 10,
} as const

/** What counts up in the datagrams of a flow. */
export type DatagramSequence = 'rtp' | 'ip-id'

/**
 * Numbers that count up in UDP flows, at each interface by itself: RTP sequence numbers (RFC 3550) and the IPv4
 * identification of senders that count it by socket. Neither proves a loss: who counts may skip.
 */
export class DatagramGaps {
  readonly #streams = new StreamNumbers(streamLimit)
  /** A row for each stream, see `of`. */
  readonly #state = new Int32Rows(11)

  get streams(): number {
    return this.#state.length
  }

  flow = (stream: number): number => this.#streams.flow(stream)
  point = (stream: number): number => this.#streams.point(stream)
  packets = (stream: number): number => this.#state.at(stream, of.packets)

  take(view: PacketView, flow: number, point: number): void {
    const stream = this.#streams.of(flow, point)
    if (stream < 0) return
    if (stream >= this.#state.length) this.#state.push()
    const before = this.#state.at(stream, of.packets)
    this.#state.add(stream, of.packets, 1)
    if (view.ipId >= 0) {
      if (before > 0)
        this.#countId(stream, (view.ipId - this.#state.at(stream, of.lastId)) & 0xffff)
      this.#state.set(stream, of.lastId, view.ipId)
    }
    const payload = view.transport + 8
    // version 2 in the first two bits
    if (payload + rtpHeader > view.end || ((view.bytes[payload] ?? 0) & 0xc0) !== 0x80) return
    const number = uint16(view.bytes, payload + 2)
    const source = uint32(view.bytes, payload + 8)
    if (
      this.#state.at(stream, of.rtpPackets) > 0 &&
      (source | 0) === this.#state.at(stream, of.source)
    )
      this.#countRtp(stream, (number - this.#state.at(stream, of.lastRtp)) & 0xffff)
    this.#state.set(stream, of.source, source)
    this.#state.set(stream, of.lastRtp, number)
    this.#state.add(stream, of.rtpPackets, 1)
  }

  #countId(stream: number, ahead: number): void {
    if (ahead === 1) this.#state.add(stream, of.idSteps, 1)
    this.#state.add(stream, of.idMissing, passedOver(ahead))
    if (passedOver(ahead) > 0) this.#state.add(stream, of.idGaps, 1)
  }

  #countRtp(stream: number, ahead: number): void {
    if (ahead === 1) this.#state.add(stream, of.rtpSteps, 1)
    this.#state.add(stream, of.rtpMissing, passedOver(ahead))
    if (passedOver(ahead) > 0) this.#state.add(stream, of.rtpGaps, 1)
  }

  /** Datagrams missing from a flow's own count; undefined where nothing in it counts up. */
  missing(stream: number): DatagramLoss | undefined {
    const packets = this.#state.at(stream, of.packets)
    if (packets < fewestPackets) return undefined
    if (
      this.#state.at(stream, of.rtpPackets) === packets &&
      this.#state.at(stream, of.rtpSteps) >= packets * most
    )
      return {
        sequence: 'rtp',
        packets: this.#state.at(stream, of.rtpMissing),
        gaps: this.#state.at(stream, of.rtpGaps),
      }
    if (this.#state.at(stream, of.idSteps) >= packets * most)
      return {
        sequence: 'ip-id',
        packets: this.#state.at(stream, of.idMissing),
        gaps: this.#state.at(stream, of.idGaps),
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
