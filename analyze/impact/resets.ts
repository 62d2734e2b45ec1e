import { tcpFlag } from '../../session/packet/numbers.js'
import { match } from './matched-packets.js'
import type { TrafficMatch } from './match-traffic.js'
import { atBestPoint } from './transmissions.js'

const stampNs = 20_000

/** Resets of a connection, from either end, after the first of its dropped `packets`; numbers of `MatchedPackets`. */
export function resetsAfter(
  { dropped, matched }: TrafficMatch,
  flow: number,
  packets: readonly number[],
): readonly number[] {
  const since = packets.reduce((first, i) => Math.min(first, dropped.atNs(i)), Infinity)
  const lost = new Set(
    packets.filter((i) => (dropped.flags(i) & tcpFlag.rst) !== 0).map((i) => dropped.seq(i)),
  )
  const own = matched.of(flow, match.reset).filter((e) => !lost.has(matched.seq(e)))
  const peer = matched.of(flow ^ 1, match.reset)
  return atBestPoint(
    matched,
    [...own, ...peer].filter((e) => matched.atNs(e) >= since - stampNs),
  )
}
