import type { DroppedPackets } from './dropped-packets.js'
import type { MatchedPackets } from './matched-packets.js'
import { seqAhead } from './packet-view.js'

/**
 * How much later than its drop a packet may be stamped that is the dropped one itself. libpcap cuts stamps to whole
 * microseconds and they are converted from another clock; a retransmission takes a round trip and more.
 */
const sameStampNs = 20_000

/** Retransmissions of one segment that are looked for: Linux gives up after 15 (tcp_retries2). */
const maxRetransmissions = 16

/**
 * The captured packets of `events`, in order of time and all of one interface, that carried bytes of dropped packet `i`
 * again after it was dropped.
 */
export function retransmissionsOf(
  dropped: DroppedPackets,
  i: number,
  matched: MatchedPackets,
  events: readonly number[],
): number[] {
  const found: number[] = []
  const after = dropped.atNs(i) - sameStampNs
  for (let k = firstAfter(matched, events, after); k < events.length; k++) {
    const event = events[k] ?? 0
    if (!overlap(dropped, i, matched, event) || isSameTransmission(dropped, i, matched, event))
      continue
    found.push(event)
    if (found.length === maxRetransmissions) break
  }
  return found
}

function firstAfter(matched: MatchedPackets, events: readonly number[], atNs: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (matched.atNs(events[middle] ?? 0) <= atNs) low = middle + 1
    else high = middle
  }
  return low
}

const overlap = (d: DroppedPackets, i: number, m: MatchedPackets, event: number): boolean =>
  seqAhead(d.seq(i) + d.length(i), m.seq(event)) > 0 &&
  seqAhead(m.seq(event) + m.length(event), d.seq(i)) > 0

/**
 * Is it the dropped packet itself, or the large one (GSO, GRO) that it was cut from or merged into? Linux counts the
 * IPv4 id up with each segment; where there is none, time must tell.
 */
function isSameTransmission(
  d: DroppedPackets,
  i: number,
  m: MatchedPackets,
  event: number,
): boolean {
  const own = d.ipId(i)
  const other = m.ipId(event)
  if (own <= 0 || other <= 0) return m.atNs(event) <= d.atNs(i) + sameStampNs
  const [short, long] = [d.length(i), m.length(event)].sort((a, b) => a - b) as [number, number]
  const segments = Math.max(1, Math.ceil(long / Math.max(1, short)))
  const from = long === m.length(event) ? other : own
  const to = from === other ? own : other
  return ((to - from) & 0xffff) < segments
}

/** By interface; in order of time. */
export function byPoint(
  matched: MatchedPackets,
  events: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const points = new Map<number, number[]>()
  for (const event of events) {
    const list = points.get(matched.point(event))
    if (list === undefined) points.set(matched.point(event), [event])
    else list.push(event)
  }
  return points
}

/** A packet passes several interfaces: those of the interface that saw most are all there were. */
export function atBestPoint(matched: MatchedPackets, events: Iterable<number>): readonly number[] {
  let best: readonly number[] = []
  for (const list of byPoint(matched, [...new Set(events)]).values())
    if (list.length > best.length) best = list
  return best
}
