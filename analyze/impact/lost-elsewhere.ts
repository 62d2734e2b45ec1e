import { flowTuple } from '../../session/packet/flow-key.js'
import { ipProtocolName } from '../../session/packet/numbers.js'
import type { Names } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import type { Confidence, Elsewhere, ElsewhereLoss, LedgerRow } from '../finding.js'
import type { Trust } from '../model/trust.js'
import { datagramLosses } from './datagrams-elsewhere.js'
import { flatEvidence, gapEvidence } from './elsewhere-evidence.js'
import type { ImpactContext } from './impact-context.js'
import { arrivalLosses, type ArrivalLoss } from './arrival-losses.js'
import { ownDoubts } from './own-doubts.js'

const maxFlows = 20

/**
 * The negative verdict: flows that had gaps already where they were first seen here, and that lost nothing here. `ledger`
 * is that of the whole analysis.
 */
export function lostElsewhere(
  context: ImpactContext | undefined,
  ledger: readonly LedgerRow[],
  trust: Trust,
  closed: boolean,
  names: Names,
): Elsewhere {
  const nothing = { flowsLookedAt: 0, flows: [], moreFlows: 0, confidence: 'possible' } as const
  if (context === undefined) {
    const why = 'packets were not captured'
    const statement = `Whether packets were lost before they came here is not known: ${why}.`
    return { ...nothing, state: 'unknown', statement, why }
  }
  const looked = context.traffic.gaps.flowsWithData
  const datagrams = datagramLosses(context, names)
  const losses = arrivalLosses(context)
  if (looked === 0 && datagrams.length === 0) {
    const why = 'no TCP flow was captured, and no datagrams that count themselves'
    const statement = `Whether packets were lost before they came here is not known: ${why}.`
    return { ...nothing, state: 'unknown', statement, why }
  }
  const doubts = ownDoubts(context, ledger, trust, closed)
  if (losses.length + datagrams.length === 0) {
    const statement = `Nothing shows that packets were lost before they came here: ${plural(looked, 'TCP flow')}, each way by itself, had no gap that is not explained here.`
    const confidence = lowered('certain', doubts.length)
    const why = doubts.length === 0 ? 'sequence numbers tell' : doubts.join('; ')
    return { ...nothing, state: 'none', statement, confidence, why, flowsLookedAt: looked }
  }
  const told = losses.map((loss) => elsewhereLoss(context, loss, names, doubts.length))
  const flows = [...told, ...datagrams]
  const [first] = flows
  return {
    state: 'found',
    statement: statementOf(told, datagrams, doubts),
    confidence: first?.confidence ?? 'possible',
    why: doubts.length === 0 ? 'nothing of these flows was dropped here' : doubts.join('; '),
    flowsLookedAt: looked,
    flows: flows.slice(0, maxFlows).map((flow, i) => ({
      ...flow,
      evidence: i === 0 ? [...flow.evidence, ...flatEvidence(context, ledger)] : flow.evidence,
    })),
    moreFlows: Math.max(0, flows.length - maxFlows),
  }
}

const scale: readonly Confidence[] = ['possible', 'likely', 'certain']

export const lowered = (from: Confidence, steps: number): Confidence =>
  scale[Math.max(0, scale.indexOf(from) - steps)] ?? 'possible'

function elsewhereLoss(
  context: ImpactContext,
  loss: ArrivalLoss,
  names: Names,
  doubts: number,
): ElsewhereLoss {
  const { gaps, points, flows } = context.traffic
  const { proto, src, sport, dst, dport } = flowTuple(flows.keyOf(loss.flow))
  const point = points[loss.point]
  const netns = point?.netns ?? null
  const sum = (of: (gap: number) => number): number =>
    loss.gaps.reduce((total, gap) => total + of(gap), 0)
  const own = lowered(loss.isCertain ? 'certain' : 'possible', doubts)
  return {
    proto: ipProtocolName(proto),
    src,
    sport,
    dst,
    dport,
    netns: names.netns(netns),
    interface: names.interface(netns, point?.ifindex ?? 0),
    gaps: loss.gaps.length,
    missing: sum(gaps.length),
    unit: 'bytes',
    filled: loss.gaps.filter((gap) => gaps.filledAt(gap) >= 0).length,
    duplicateAcks: sum(gaps.duplicateAcks),
    confidence: own,
    evidence: gapEvidence(gaps, loss),
  }
}

function statementOf(
  tcp: readonly ElsewhereLoss[],
  datagrams: readonly ElsewhereLoss[],
  doubts: readonly string[],
): string {
  const gaps = tcp.reduce((sum, f) => sum + f.gaps, 0)
  const acks = tcp.reduce((sum, f) => sum + (f.duplicateAcks ?? 0), 0)
  const filled = tcp.reduce((sum, f) => sum + (f.filled ?? 0), 0)
  const places = [...new Set(tcp.map((f) => `${f.interface} (${f.netns})`))]
  const [place = ''] = places
  const where =
    places.length > 1 ? `${place} and ${plural(places.length - 1, 'more interface')}` : place
  return [
    ...(tcp.length > 0
      ? [
          `This host did not lose them: ${plural(tcp.length, 'TCP flow')} had ${plural(gaps, 'gap')} already where ${tcp.length === 1 ? 'it was' : 'they were'} first seen, at ${where}; ${plural(acks, 'duplicate acknowledgement')} asked for what was missing, ${count(filled)} of the gaps were filled by retransmissions, and no packet in them was dropped here.`,
        ]
      : []),
    ...(datagrams.length > 0
      ? [
          `${plural(datagrams.length, 'datagram flow')} that count their packets came with some missing, which proves nothing by itself.`,
        ]
      : []),
    ...(doubts.length > 0 ? [`Not certain: ${doubts.join('; ')}.`] : []),
  ].join(' ')
}
