import { count } from '../attribution/evidence.js'
import type { Evidence } from '../finding.js'
import { dropsQuery } from '../attribution/query.js'
import type { DatagramCost } from './datagram-cost.js'
import type { IcmpAnswers } from './icmp-answers.js'
import type { ImpactContext } from './impact-context.js'
import type { MatchedPackets } from './matched-packets.js'
import { maxQueriedPackets, packetsQuery, type PacketPlace } from './packet-query.js'
import { spreadText } from './spread.js'
import type { TcpCost } from './tcp-cost.js'

/** Every count of an impact with the query that shows it. */
export function impactEvidence(
  context: ImpactContext,
  tcp: TcpCost,
  datagrams: DatagramCost | undefined,
  icmp: readonly IcmpAnswers[],
): Evidence[] {
  const { matched } = context.traffic
  const counted = (label: string, events: readonly number[]): Evidence =>
    packetEvidence(label, placesOf(matched, events))
  return [
    ...(tcp.segments === null || tcp.segments.sentAgain + tcp.segments.unacknowledged === 0
      ? []
      : [
          ...(tcp.segments.delayMs === null
            ? []
            : [
                {
                  label: 'from a drop to the packet that carried the bytes again',
                  value: spreadText(tcp.segments.delayMs),
                  query: packetsQuery(placesOf(matched, tcp.retransmissions)),
                },
              ]),
          counted('packets that carried dropped bytes again', tcp.retransmissions),
          counted('duplicate acknowledgements that asked for them', tcp.duplicateAcks),
        ]),
    ...(tcp.resets.length > 0
      ? [counted('resets of these connections after a drop', tcp.resets)]
      : []),
    ...(tcp.connects === null
      ? []
      : [counted('SYNs and SYN-ACKs of these connection attempts, as captured', tcp.handshake)]),
    ...(datagrams === undefined ? [] : datagramEvidence(context, datagrams)),
    ...icmp.map(({ name, packets }) => counted(`ICMP errors sent back: ${name}`, packets)),
  ]
}

export const placesOf = (matched: MatchedPackets, events: readonly number[]): PacketPlace[] =>
  events.map((e) => ({ block: matched.block(e), place: matched.place(e), word: matched.word(e) }))

export function packetEvidence(label: string, packets: readonly PacketPlace[]): Evidence {
  const query = packetsQuery(packets)
  return packets.length <= maxQueriedPackets
    ? { label, value: packets.length, query }
    : { label: `${label} (the query shows the first 1,000)`, value: count(packets.length), query }
}

function datagramEvidence({ all }: ImpactContext, cost: DatagramCost): Evidence[] {
  const { impact, groups, shares } = cost
  const ids = shares.flatMap((s) => s.flowIds).slice(0, maxQueriedPackets)
  const isWhole = ids.length === shares.flatMap((s) => s.flowIds).length
  // what no interface saw is counted by its drop; the rest is in flow_second
  const captured = shares.reduce((sum, share) => sum + share.captured, 0)
  const query = `SELECT coalesce(sum(packets), 0) FROM flow_second WHERE flow IN (${ids.join(', ')})`
  return [
    { label: 'of them datagrams', value: impact.lost, query: dropsQuery(groups, all) },
    {
      label:
        captured === impact.sent
          ? 'packets of these flows that were captured, the lost ones included'
          : 'packets of these flows that were captured; the lost ones come on top',
      value: isWhole ? captured : count(captured),
      query,
    },
  ]
}
