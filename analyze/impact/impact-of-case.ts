import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { Case } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import type { Impact, Severity } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import { datagramCost } from './datagram-cost.js'
import { icmpAnswers } from './icmp-answers.js'
import { impactEvidence } from './impact-evidence.js'
import type { ImpactContext } from './impact-context.js'
import { impactSummary } from './impact-summary.js'
import { maxQueriedPackets } from './packet-query.js'
import { tcpCost, type TcpCost } from './tcp-cost.js'
import { unansweredConnects, type UnansweredConnects } from './unanswered-connects.js'

/** What happens this shortly before the end has consequences that were not recorded: first retransmission timeout, 1 s. */
const tailNs = 1e9

/** Where a packet socket refuses its copy. */
const captureSites: readonly string[] = ['packet_rcv', 'tpacket_rcv']

/** What the drops of one finding cost. `context` is undefined where packets were not captured. */
export function impactOfCase(
  found: Case,
  severity: Severity,
  context: ImpactContext | undefined,
): Impact {
  const { groups, drops } = found
  const nothing = { tcp: null, connects: null, datagrams: null, icmpErrors: null }
  if (context === undefined) {
    const why = 'Not known: packets were not captured.'
    return unknown(drops, why, ['Packets were not captured: the cost shows in none.'], nothing)
  }
  const unanswered = groups.length === 0 ? unansweredConnects(found, context) : undefined
  if (unanswered !== undefined) return impactOfUnanswered(drops, unanswered, context)
  if (groups.length === 0) {
    const why = 'Not known: these losses raise no event, so which packets they were is not known.'
    return unknown(drops, why, context.unseen, nothing)
  }
  if (groups.every(({ site }) => captureSites.includes(site))) {
    const summary = 'None: these were copies for a capture, the packets themselves went on.'
    return { ...unknown(drops, summary, context.unseen, nothing), state: 'none-visible' }
  }
  const { traffic } = context
  const packets = packetsOf(context, groups)
  const isWanted = severity !== 'benign'
  const tcp = tcpCost(context, packets, isWanted)
  const datagrams = datagramCost(context, groups)
  const flows = new Set(packets.map(traffic.dropped.flow))
  const own = new Set(groups.map((g) => g.id))
  const icmp = icmpAnswers(traffic, flows, (group) => own.has(group))
  const tcpMatched = packets.filter((i) => traffic.dropped.flags(i) >= 0).length
  const matched = Math.min(drops, tcpMatched + (datagrams?.impact.lost ?? 0))
  const parts = {
    tcp: tcp.segments,
    connects: tcp.connects,
    datagrams: datagrams?.impact ?? null,
    icmpErrors: icmp.map(({ name, packets: seen }) => ({ name, packets: seen.length })),
  }
  const told = impactSummary(parts, { matched, of: drops, isWanted })
  return {
    ...told,
    matched,
    of: drops,
    ...parts,
    evidence: impactEvidence(context, tcp, datagrams, icmp),
    unseen: [
      ...context.unseen,
      ...unseenOf(context, groups, matched, drops),
      ...tailOf(context, packets, tcp),
    ],
  }
}

function impactOfUnanswered(
  of: number,
  { impact, flows, packets }: UnansweredConnects,
  { unseen }: ImpactContext,
): Impact {
  const matched = Math.min(of, packets)
  const parts = { tcp: null, connects: impact, datagrams: null, icmpErrors: null }
  const ids = flows.slice(0, maxQueriedPackets).map(({ id }) => id)
  return {
    ...impactSummary(parts, { matched, of, isWanted: true }),
    ...{ matched, of, ...parts, unseen },
    evidence: [
      {
        label: 'packets of connection attempts that nobody answered, as captured',
        value: ids.length === flows.length ? packets : count(packets),
        query: `SELECT coalesce(sum(packets), 0) FROM flow_second WHERE flow IN (${ids.join(', ')})`,
      },
    ],
  }
}

const unknown = (
  of: number,
  summary: string,
  unseen: readonly string[],
  parts: Pick<Impact, 'tcp' | 'connects' | 'datagrams' | 'icmpErrors'>,
): Impact => ({ state: 'unknown', summary, matched: 0, of, ...parts, evidence: [], unseen })

/** Dropped packets of the groups whose headers were kept, by number; those of TCP and of others. */
function packetsOf({ traffic }: ImpactContext, groups: readonly DropGroup[]): readonly number[] {
  return groups.flatMap((g) => [...traffic.dropped.ofGroup(g.id)])
}

/** What may have come of the last drops, had the recording gone on. */
function tailOf(
  { traffic, endNs }: ImpactContext,
  packets: readonly number[],
  { segments, connects }: TcpCost,
): string[] {
  const { dropped } = traffic
  if ((segments?.unacknowledged ?? 0) + (connects?.unfinished ?? 0) === 0) return []
  const late = packets.filter(
    (i) => dropped.flags(i) >= 0 && dropped.length(i) > 0 && dropped.atNs(i) > endNs - tailNs,
  ).length
  return late === 0
    ? []
    : [
        `${plural(late, 'segment was', 'segments were')} dropped in the last second: what followed was not recorded.`,
      ]
}

function unseenOf(
  { traffic, captures, flowOfGroup }: ImpactContext,
  groups: readonly DropGroup[],
  matched: number,
  drops: number,
): string[] {
  const { dropped } = traffic
  const packets = groups.flatMap((g) => dropped.ofGroup(g.id))
  const blind = groups.filter((g) => g.netns !== null && !captures.has(g.netns))
  const unread = groups.filter((g) => isTcp(g) && !flowOfGroup.has(g.id))
  const resets = packets.filter(
    (i) => (dropped.flags(i) & tcpFlag.rst) !== 0 && dropped.flags(i) >= 0,
  )
  return [
    ...(matched < drops
      ? [
          `${count(matched)} of ${count(drops)} drops were matched: of the rest no header was kept, or it tells nothing.`,
        ]
      : []),
    ...(unread.length > 0
      ? [`Of ${count(unread.length)} TCP flows no packet could be matched.`]
      : []),
    ...(blind.length > 0
      ? ['Nothing was captured in the namespace of the drops; other namespaces tell what they saw.']
      : []),
    ...(resets.length > 0
      ? [
          `${count(resets.length)} resets were dropped: whether their receiver still waits does not show.`,
        ]
      : []),
  ]
}

const isTcp = (group: DropGroup): boolean => group.flow?.proto === ipProtocol.tcp
