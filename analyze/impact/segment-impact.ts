import { tcpFlag } from '../../session/packet/numbers.js'
import { match } from './matched-packets.js'
import type { TrafficMatch } from './match-traffic.js'
import { seqAhead } from './packet-view.js'
import { atBestPoint, byPoint, retransmissionsOf } from './transmissions.js'

/** A dropped segment that was sent again. */
interface Resent {
  /** From the drop to the first packet that carried its bytes again, nanoseconds. */
  readonly delayNs: number
  /** What made the sender do it; 'unknown' where acknowledgements were not captured. */
  readonly trigger: 'duplicate-ack' | 'timer' | 'unknown'
}

/** What became of the segments of one flow that were dropped. */
export interface SegmentImpact {
  /** Dropped segments with data or FIN that were looked for. */
  readonly segments: number
  readonly resent: readonly Resent[]
  /** Packets that carried dropped bytes again, numbers of `MatchedPackets`. */
  readonly retransmissions: readonly number[]
  readonly duplicateAcks: readonly number[]
  /** Not sent again, but acknowledged: another copy had arrived. */
  readonly acknowledged: number
  /** Neither sent again nor acknowledged as long as was recorded. */
  readonly unacknowledged: number
  /** Acknowledgements without data after which the flow went on: later ones say the same and more. */
  readonly coveredAcks: number
}

/** `packets`: the dropped ones of this flow, numbers of `DroppedPackets`; `isWanted` as in tcp-cost.ts. */
export function segmentImpact(
  traffic: TrafficMatch,
  flow: number,
  packets: readonly number[],
  isWanted: boolean,
): SegmentImpact {
  const { dropped, matched } = traffic
  const plain = packets.filter((i) => (dropped.flags(i) & (tcpFlag.syn | tcpFlag.rst)) === 0)
  const segments = plain.filter((i) => dropped.length(i) > 0)
  const events = byPoint(matched, matched.of(flow, match.segment))
  const duplicates = matched.of(flow ^ 1, match.duplicateAck)
  const retransmissions = new Set<number>()
  const resent: Resent[] = []
  let acknowledged = 0
  for (const i of segments) {
    if (!isWanted && isAcknowledged(traffic, flow, i)) {
      acknowledged += 1
      continue
    }
    let first = Infinity
    for (const list of events.values()) {
      const found = retransmissionsOf(dropped, i, matched, list)
      for (const event of found) retransmissions.add(event)
      if (found[0] !== undefined) first = Math.min(first, matched.atNs(found[0]))
    }
    if (first < Infinity) {
      const delayNs = Math.max(0, first - dropped.atNs(i))
      resent.push({ delayNs, trigger: triggerOf(traffic, flow, i, duplicates, first) })
    } else if (isAcknowledged(traffic, flow, i)) acknowledged += 1
  }
  const bare = plain.filter((i) => dropped.length(i) === 0)
  return {
    segments: segments.length,
    resent,
    retransmissions: atBestPoint(matched, retransmissions),
    duplicateAcks: atBestPoint(matched, askedAgain(traffic, segments, duplicates)),
    acknowledged,
    unacknowledged: segments.length - resent.length - acknowledged,
    coveredAcks: bare.filter((i) => goesOn(traffic, flow, i)).length,
  }
}

function triggerOf(
  { dropped, matched, lastAtNs }: TrafficMatch,
  flow: number,
  i: number,
  duplicates: readonly number[],
  resentAtNs: number,
): Resent['trigger'] {
  if (lastAtNs(flow ^ 1) < 0) return 'unknown'
  const asked = duplicates.some(
    (event) =>
      matched.atNs(event) >= dropped.atNs(i) &&
      matched.atNs(event) <= resentAtNs &&
      // after several losses the first hole is asked for, and selective acknowledgements tell of the others
      seqAhead(dropped.seq(i), matched.ack(event)) >= 0,
  )
  return asked ? 'duplicate-ack' : 'timer'
}

/** Duplicate acknowledgements that ask for one of the segments, after it was dropped. */
function askedAgain(
  { dropped, matched }: TrafficMatch,
  segments: readonly number[],
  duplicates: readonly number[],
): readonly number[] {
  const since = new Map<number, number>()
  for (const i of segments)
    since.set(dropped.seq(i), Math.min(since.get(dropped.seq(i)) ?? Infinity, dropped.atNs(i)))
  return duplicates.filter(
    (event) => matched.atNs(event) >= (since.get(matched.ack(event)) ?? Infinity),
  )
}

const isAcknowledged = (
  { dropped, highestAck, lastAtNs }: TrafficMatch,
  flow: number,
  i: number,
): boolean =>
  lastAtNs(flow ^ 1) >= 0 && seqAhead(highestAck(flow ^ 1), dropped.seq(i) + dropped.length(i)) >= 0

/** An acknowledgement that covers the dropped one was seen after it. */
const goesOn = (
  { dropped, highestAck, lastAtNs }: TrafficMatch,
  flow: number,
  i: number,
): boolean => lastAtNs(flow) > dropped.atNs(i) && seqAhead(highestAck(flow), dropped.ack(i)) >= 0
