import type { DatagramImpact } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import { datagramShare, isDatagramGroup, type DatagramShare } from './datagram-share.js'
import { flowKeyOf, type ImpactContext } from './impact-context.js'

export interface DatagramCost {
  readonly impact: DatagramImpact
  readonly groups: readonly DropGroup[]
  readonly shares: readonly DatagramShare[]
}

/** undefined if none of the groups is of datagrams, or nothing was captured where it could have been. */
export function datagramCost(
  context: ImpactContext,
  groups: readonly DropGroup[],
): DatagramCost | undefined {
  const byFlow = new Map<string, DropGroup[]>()
  for (const group of groups) {
    if (!isDatagramGroup(group)) continue
    const key = flowKeyOf(context.networkOf(group.netns), group)
    const list = byFlow.get(key)
    if (list === undefined) byFlow.set(key, [group])
    else list.push(group)
  }
  const shares: DatagramShare[] = []
  const told: DropGroup[] = []
  for (const [key, own] of byFlow) {
    const [first] = own
    if (first?.flow === undefined) continue
    const captured = context.captured.of(context.networkOf(first.netns), first.flow)
    // not captured where a capture ran = dropped before it; where none ran nobody knows
    if (captured.length === 0 && !mayHaveBeenCaptured(context, first)) continue
    const number = own.map((g) => context.flowOfGroup.get(g.id)).find((n) => n !== undefined) ?? -1
    const drops = context.dropsOfFlow.get(key) ?? 0
    shares.push(datagramShare(own, drops, captured, context.traffic, number))
    told.push(...own)
  }
  if (shares.length === 0) return undefined
  const sum = (of: (share: DatagramShare) => number): number =>
    shares.reduce((total, share) => total + of(share), 0)
  const impact = { lost: sum((s) => s.lost), sent: sum((s) => s.sent), flows: shares.length }
  return { impact, groups: told, shares }
}

const mayHaveBeenCaptured = ({ captures, unseen }: ImpactContext, group: DropGroup): boolean =>
  unseen.length === 0 && group.netns !== null && captures.has(group.netns)
