import { flowTuple } from '../../session/packet/flow-key.js'
import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Names } from '../cause.js'
import { count } from '../attribution/evidence.js'
import type { ElsewhereLoss } from '../finding.js'
import { flowKeyOf, type ImpactContext } from './impact-context.js'

/** UDP flows that number their own packets and came with some missing, more than were dropped here. */
export function datagramLosses(
  { traffic, all, networkOf }: ImpactContext,
  names: Names,
): readonly ElsewhereLoss[] {
  const { datagrams, flows, points } = traffic
  const dropsHere = new Set(all.map((g) => flowKeyOf(networkOf(g.netns), g)))
  const best = new Map<number, { loss: ElsewhereLoss; missing: number }>()
  for (let stream = 0; stream < datagrams.streams; stream++) {
    const told = datagrams.missing(stream)
    if (told === undefined) continue
    const flow = datagrams.flow(stream)
    const { proto, src, sport, dst, dport } = flowTuple(flows.keyOf(flow))
    if (dropsHere.has(`${flows.networkOf(flow)} ${proto} ${src} ${sport} ${dst} ${dport}`)) continue
    const point = points[datagrams.point(stream)]
    const netns = point?.netns ?? null
    const known = best.get(flow)
    if (known !== undefined && known.missing <= told.packets) continue
    const counted = told.sequence === 'rtp' ? 'RTP sequence numbers' : 'IPv4 ids'
    best.set(flow, {
      missing: told.packets,
      loss: {
        proto: ipProtocolName(proto),
        src,
        sport,
        dst,
        dport,
        netns: names.netns(netns),
        interface: names.interface(netns, point?.ifindex ?? 0),
        gaps: told.gaps,
        missing: told.packets,
        unit: 'packets',
        filled: null,
        duplicateAcks: null,
        confidence: 'possible',
        evidence: [
          {
            label: `${counted} passed over; a sender may skip them for reasons of its own`,
            value: `${count(told.packets)} beside ${count(datagrams.packets(stream))} that came`,
            query: `SELECT sum(packets) FROM packet_block WHERE netns IS ${netns ?? 'NULL'} AND ifindex = ${point?.ifindex ?? 0}`,
          },
        ],
      },
    })
  }
  return [...best.values()]
    .filter(({ missing }) => missing > 0)
    .map(({ loss }) => loss)
    .sort((a, b) => b.missing - a.missing)
}
