import type { ConnectImpact, TcpImpact } from '../finding.js'
import { connectAttempts, type ConnectAttempt } from './connect-impact.js'
import type { ImpactContext } from './impact-context.js'
import { resetsAfter } from './resets.js'
import { segmentImpact, type SegmentImpact } from './segment-impact.js'
import { spreadMs } from './spread.js'

export interface TcpCost {
  readonly segments: TcpImpact | null
  readonly connects: ConnectImpact | null
  /** Numbers of `MatchedPackets` behind the counts. */
  readonly retransmissions: readonly number[]
  readonly duplicateAcks: readonly number[]
  readonly resets: readonly number[]
  readonly handshake: readonly number[]
}

/**
 * `packets`: numbers of `DroppedPackets`; those that are not TCP are passed over. `isWanted`: somebody missed them; if
 * not, bytes that were acknowledged had arrived before, whoever sends them again.
 */
export function tcpCost(
  context: ImpactContext,
  packets: readonly number[],
  isWanted: boolean,
): TcpCost {
  const { traffic, endNs } = context
  const byFlow = new Map<number, number[]>()
  for (const i of packets) {
    if (traffic.dropped.flags(i) < 0) continue
    const flow = traffic.dropped.flow(i)
    const list = byFlow.get(flow)
    if (list === undefined) byFlow.set(flow, [i])
    else list.push(i)
  }
  const impacts: SegmentImpact[] = []
  const attempts: ConnectAttempt[] = []
  const resets: number[] = []
  for (const [flow, own] of byFlow) {
    impacts.push(segmentImpact(traffic, flow, own, isWanted))
    const connecting = connectAttempts(traffic, flow, own, endNs)
    attempts.push(...connecting)
    // a refusal is told as the end of its attempt
    if (!connecting.some((a) => a.outcome === 'refused'))
      resets.push(...resetsAfter(traffic, flow, own))
  }
  return {
    segments: byFlow.size === 0 ? null : segmentsTogether(impacts, resets.length, attempts),
    connects: connectsTogether(attempts),
    retransmissions: impacts.flatMap((s) => s.retransmissions),
    duplicateAcks: impacts.flatMap((s) => s.duplicateAcks),
    resets,
    handshake: attempts.flatMap((a) => a.handshake),
  }
}

function segmentsTogether(
  impacts: readonly SegmentImpact[],
  resets: number,
  attempts: readonly ConnectAttempt[],
): TcpImpact | null {
  const sum = (of: (impact: SegmentImpact) => number): number =>
    impacts.reduce((total, impact) => total + of(impact), 0)
  const resent = impacts.flatMap((s) => s.resent)
  const impact: TcpImpact = {
    segments: sum((s) => s.segments),
    sentAgain: resent.length,
    acknowledged: sum((s) => s.acknowledged),
    unacknowledged: sum((s) => s.unacknowledged),
    onDuplicateAck: resent.filter((r) => r.trigger === 'duplicate-ack').length,
    onTimer: resent.filter((r) => r.trigger === 'timer').length,
    delayMs: spreadMs(resent.map((r) => r.delayNs)),
    retransmissions: sum((s) => s.retransmissions.length),
    duplicateAcks: sum((s) => s.duplicateAcks.length),
    coveredAcks: sum((s) => s.coveredAcks),
    resets,
  }
  const isOnlyHandshake = impact.segments + impact.coveredAcks + resets === 0 && attempts.length > 0
  return isOnlyHandshake ? null : impact
}

function connectsTogether(attempts: readonly ConnectAttempt[]): ConnectImpact | null {
  if (attempts.length === 0) return null
  const ended = (outcome: ConnectAttempt['outcome']): readonly ConnectAttempt[] =>
    attempts.filter((a) => a.outcome === outcome)
  const failed = [...ended('refused'), ...ended('gave-up')]
  return {
    attempts: attempts.length,
    connected: ended('connected').length,
    refused: ended('refused').length,
    gaveUp: ended('gave-up').length,
    unfinished: ended('unfinished').length,
    retries: attempts.reduce((sum, a) => sum + Math.max(0, a.tries - 1), 0),
    connectedAfterMs: spreadMs(ended('connected').map((a) => a.durationNs)),
    failedAfterMs: spreadMs(failed.map((a) => a.durationNs)),
  }
}
