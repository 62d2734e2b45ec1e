import { tcpFlag } from '../../session/packet/numbers.js'
import { sequenceLength } from './dropped-packets.js'
import type { CapturedAt } from './matched-packets.js'
import { Int32Rows } from '../artifacts/int32-rows.js'
import { float64List, int32List, uint32List } from '../artifacts/number-list.js'
import type { PacketPlace } from './packet-query.js'
import { seqAhead, type PacketView } from './packet-view.js'
import { StreamNumbers } from './stream-numbers.js'

/** Flow pairs times interfaces that are followed; some 70 bytes each. */
const pairLimit = 262_144
const gapLimit = 262_144
/** Gaps of one flow looked through for each packet: a receiver remembers fewer. */
const openLimit = 64
/** A jump further than any window reaches is a new connection on the same ports, not a gap. */
const farthestJump = 1 << 30

/** What is known of a stream. */
const of = {
  /** 1 = it had a packet. */
  seen: 0,
  /** The sequence number after the furthest byte. */
  next: 1,
  lastAck: 2,
  /** 1 = it had an acknowledgement. */
  hasAck: 3,
  lastWindow: 4,
  packets: 5,
  /** The gap that was opened last and is not filled, plus 1. */
  openGap: 6,
  /** 1 = it had data. */
  hasData: 7,
} as const

/** How the two ends of a gap came to be seen. */
export type GapKind = 'lost' | 'reordered' | 'not-captured' | 'unclear'

/**
 * Holes in the sequence numbers of TCP flows, at each interface by itself: bytes that were passed over by later ones.
 * A stream is one direction of a flow at one interface; its other direction is `stream ^ 1`.
 */
export class SequenceGaps {
  /** Of pairs of flows. */
  readonly #streams = new StreamNumbers(pairLimit)
  /** A row for each stream, see `of`. */
  readonly #state = new Int32Rows(8)
  /** Packets of streams that found no room. */
  overflowed = 0

  readonly #gapStream = int32List()
  readonly #gapStart = uint32List()
  readonly #gapEnd = uint32List()
  readonly #gapLength = int32List()
  readonly #gapAt = float64List()
  readonly #gapId = int32List()
  readonly #gapBlock = float64List()
  readonly #gapPlace = int32List()
  readonly #gapNext = int32List()
  readonly #filledAt = float64List()
  readonly #fillerId = int32List()
  readonly #fillerBlock = float64List()
  readonly #fillerPlace = int32List()
  readonly #fillerSeq = uint32List()
  readonly #isFilled = int32List()
  readonly #duplicateAcks = int32List()

  get gaps(): number {
    return this.#gapStream.length
  }

  get streams(): number {
    return this.#state.length
  }

  /** Flows that carried data at any interface. */
  get flowsWithData(): number {
    const flows = new Set<number>()
    for (let stream = 0; stream < this.streams; stream++)
      if (this.#state.at(stream, of.hasData) === 1) flows.add(this.flow(stream))
    return flows.size
  }

  stream = (gap: number): number => this.#gapStream.at(gap)
  start = (gap: number): number => (this.#gapEnd.at(gap) - this.#gapLength.at(gap)) >>> 0
  /** Bytes missing when it was first seen. */
  length = (gap: number): number => this.#gapLength.at(gap)
  /** When the packet beyond it came. */
  atNs = (gap: number): number => this.#gapAt.at(gap)
  /** The packet that showed the gap: its block, and where in it its sequence number is. */
  opener = (gap: number): PacketPlace => ({
    block: this.#gapBlock.at(gap),
    place: this.#gapPlace.at(gap),
    word: this.#gapEnd.at(gap),
  })
  /** When the first of its bytes came after all, -1 if none did. */
  filledAt = (gap: number): number => this.#filledAt.at(gap)
  filler = (gap: number): PacketPlace => ({
    block: this.#fillerBlock.at(gap),
    place: this.#fillerPlace.at(gap),
    word: this.#fillerSeq.at(gap),
  })
  /** Acknowledgements repeated by the receiver, as seen at this interface. */
  duplicateAcks = (gap: number): number => this.#duplicateAcks.at(gap)

  flow = (stream: number): number => this.#streams.flow(stream >> 1) * 2 + (stream & 1)
  point = (stream: number): number => this.#streams.point(stream >> 1)
  packets = (stream: number): number => this.#state.at(stream, of.packets)

  /** Returns whether the packet is a duplicate acknowledgement (RFC 5681, section 2; a window may move where SACK is used). */
  take(view: PacketView, flow: number, seen: CapturedAt): boolean {
    const stream = this.#streamOf(flow, seen.point)
    if (stream < 0) {
      this.overflowed += 1
      return false
    }
    this.#state.add(stream, of.packets, 1)
    const length = sequenceLength(view)
    if ((view.flags & tcpFlag.rst) === 0) this.#takeSequence(stream, view, length, seen)
    return (view.flags & tcpFlag.ack) !== 0 && this.#takeAck(stream, view, length)
  }

  #takeSequence(stream: number, view: PacketView, length: number, seen: CapturedAt): void {
    const { seq } = view
    const end = (seq + length) >>> 0
    const isStart = this.#state.at(stream, of.seen) === 0 || (view.flags & tcpFlag.syn) !== 0
    const ahead = seqAhead(seq, this.#state.at(stream, of.next))
    if (isStart || Math.abs(ahead) > farthestJump) {
      this.#state.set(stream, of.seen, 1)
      this.#state.set(stream, of.next, end)
      this.#state.set(stream, of.openGap, 0)
      return
    }
    if (length === 0) return
    this.#state.set(stream, of.hasData, 1)
    if (ahead > 0) this.#open(stream, ahead, view, seen)
    else if (ahead < 0) this.#fill(stream, seq, end, view, seen)
    if (seqAhead(end, this.#state.at(stream, of.next)) > 0) this.#state.set(stream, of.next, end)
  }

  #open(stream: number, length: number, view: PacketView, seen: CapturedAt): void {
    if (this.gaps >= gapLimit) return
    this.#gapStream.push(stream)
    this.#gapStart.push(this.#state.at(stream, of.next))
    this.#gapEnd.push(view.seq)
    this.#gapLength.push(length)
    this.#gapAt.push(seen.atNs)
    this.#gapId.push(view.ipId)
    this.#gapBlock.push(seen.block)
    this.#gapPlace.push(view.transport + 4)
    this.#gapNext.push(this.#state.at(stream, of.openGap))
    this.#filledAt.push(-1)
    this.#fillerId.push(-1)
    this.#fillerBlock.push(0)
    this.#fillerPlace.push(0)
    this.#fillerSeq.push(0)
    this.#isFilled.push(0)
    this.#duplicateAcks.push(0)
    this.#state.set(stream, of.openGap, this.gaps)
  }

  #fill(stream: number, seq: number, end: number, view: PacketView, seen: CapturedAt): void {
    let before = -1
    let gap = this.#state.at(stream, of.openGap) - 1
    for (let n = 0; gap >= 0 && n < openLimit; n++) {
      const next = this.#gapNext.at(gap) - 1
      const start = this.#gapStart.at(gap)
      if (seqAhead(end, start) > 0 && seqAhead(this.#gapEnd.at(gap), seq) > 0) {
        if (this.#filledAt.at(gap) < 0) {
          this.#filledAt.set(gap, seen.atNs)
          this.#fillerId.set(gap, view.ipId)
          this.#fillerBlock.set(gap, seen.block)
          this.#fillerPlace.set(gap, view.transport + 4)
          this.#fillerSeq.set(gap, seq)
        }
        // retransmissions go from left to right
        if (seqAhead(seq, start) <= 0) this.#gapStart.set(gap, end)
      }
      if (seqAhead(this.#gapStart.at(gap), this.#gapEnd.at(gap)) >= 0) {
        this.#isFilled.set(gap, 1)
        if (before < 0) this.#state.set(stream, of.openGap, next + 1)
        else this.#gapNext.set(before, next + 1)
      } else before = gap
      gap = next
    }
  }

  #takeAck(stream: number, view: PacketView, length: number): boolean {
    const { ack, window } = view
    const isRepeated =
      this.#state.at(stream, of.hasAck) === 1 &&
      length === 0 &&
      (ack | 0) === this.#state.at(stream, of.lastAck) &&
      (view.flags & (tcpFlag.syn | tcpFlag.fin | tcpFlag.rst)) === 0 &&
      (window === this.#state.at(stream, of.lastWindow) || view.hasSack())
    if (
      this.#state.at(stream, of.hasAck) === 0 ||
      seqAhead(ack, this.#state.at(stream, of.lastAck)) >= 0
    ) {
      this.#state.set(stream, of.lastAck, ack)
      this.#state.set(stream, of.hasAck, 1)
      this.#state.set(stream, of.lastWindow, window)
    }
    if (!isRepeated) return false
    // not `gapStart`: a retransmission may be on its way already
    let gap = this.#state.at(stream ^ 1, of.openGap) - 1
    for (let n = 0; gap >= 0 && n < openLimit; n++, gap = this.#gapNext.at(gap) - 1)
      if (this.start(gap) === ack) this.#duplicateAcks.add(gap, 1)
    return true
  }

  #streamOf(flow: number, point: number): number {
    const pair = this.#streams.of(flow >> 1, point)
    if (pair < 0) return -1
    while (this.#state.length <= pair * 2 + 1) this.#state.push()
    return pair * 2 + (flow & 1)
  }

  /** What became of a gap, from the order of IP ids, the receiver's acknowledgements, and time. */
  kindOf(gap: number): GapKind {
    const filledAt = this.#filledAt.at(gap)
    const openerId = this.#gapId.at(gap)
    const fillerId = this.#fillerId.at(gap)
    if (filledAt >= 0) {
      if (openerId > 0 && fillerId > 0 && openerId !== fillerId)
        // a sender counts them up: the one sent later has the higher id
        return ((fillerId - openerId) << 16) >> 16 > 0 ? 'lost' : 'reordered'
      if (this.#duplicateAcks.at(gap) > 0) return 'lost'
      return filledAt - this.#gapAt.at(gap) > reorderNs ? 'lost' : 'reordered'
    }
    if (this.#duplicateAcks.at(gap) > 0) return 'lost'
    const answer = this.#gapStream.at(gap) ^ 1
    const isAcknowledged =
      this.#state.at(answer, of.hasAck) === 1 &&
      seqAhead(this.#state.at(answer, of.lastAck), this.#gapEnd.at(gap)) >= 0
    return isAcknowledged ? 'not-captured' : 'unclear'
  }
}

/** Packets overtake each other by less than this within a site; a retransmission without any answer takes longer. */
const reorderNs = 10e6
