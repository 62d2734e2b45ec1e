import { ipProtocol } from '../../session/packet/numbers.js'
import type { DropGroup } from '../artifacts/group.js'
import type { ImpactContext } from './impact-context.js'
import { seqAhead } from './packet-view.js'

/** Gaps that a TCP flow had already where it was first seen. */
export interface ArrivalLoss {
  readonly flow: number
  /** Interface, number of `TrafficMatch.points`. */
  readonly point: number
  /** Numbers of `SequenceGaps`. */
  readonly gaps: readonly number[]
  /** No drop of this flow can be hidden behind details that were left out. */
  readonly isCertain: boolean
}

/** Flows with gaps that no drop here explains; most missing bytes first. */
export function arrivalLosses(context: ImpactContext): readonly ArrivalLoss[] {
  const { gaps } = context.traffic
  const byStream = new Map<number, number[]>()
  for (let gap = 0; gap < gaps.gaps; gap++) {
    if (gaps.kindOf(gap) !== 'lost') continue
    const list = byStream.get(gaps.stream(gap))
    if (list === undefined) byStream.set(gaps.stream(gap), [gap])
    else list.push(gap)
  }
  const lossesOf = new Map<number, ArrivalLoss[]>()
  const streamsOf = streamsByFlow(context, new Set([...byStream.keys()].map(gaps.flow)))
  for (const [flow, streams] of streamsOf) {
    const losses = streams.map((stream) => ({
      flow,
      point: gaps.point(stream),
      gaps: byStream.get(stream) ?? [],
      isCertain: isFullyKnown(context, flow),
    }))
    lossesOf.set(flow, losses)
  }
  const bytes = (loss: ArrivalLoss): number =>
    loss.gaps.reduce((sum, gap) => sum + gaps.length(gap), 0)
  const arrivals: ArrivalLoss[] = []
  for (const losses of lossesOf.values()) {
    // packets pass several interfaces: the one that misses least saw them first
    const [first] = losses.sort((a, b) => bytes(a) - bytes(b) || a.point - b.point)
    if (first === undefined) continue
    const unexplained = first.gaps.filter((gap) => !isDroppedHere(context, gap))
    if (unexplained.length > 0) arrivals.push({ ...first, gaps: unexplained })
  }
  return arrivals.sort((a, b) => bytes(b) - bytes(a) || a.flow - b.flow)
}

function streamsByFlow(
  { traffic }: ImpactContext,
  flows: ReadonlySet<number>,
): ReadonlyMap<number, number[]> {
  const { gaps } = traffic
  const found = new Map<number, number[]>()
  for (let stream = 0; stream < gaps.streams; stream++) {
    const flow = gaps.flow(stream)
    // an interface that saw one or two stray packets of a flow says nothing about its gaps
    if (!flows.has(flow) || gaps.packets(stream) < 3) continue
    const list = found.get(flow)
    if (list === undefined) found.set(flow, [stream])
    else list.push(stream)
  }
  return found
}

/** Was a packet with bytes of the gap dropped here? Looked for under any address: NAT changes those, not the numbers. */
function isDroppedHere({ traffic }: ImpactContext, gap: number): boolean {
  const { dropped, gaps } = traffic
  const start = gaps.start(gap)
  const end = (start + gaps.length(gap)) >>> 0
  return dropped
    .nearSeq(start, gaps.length(gap))
    .some(
      (i) =>
        seqAhead(dropped.seq(i) + dropped.length(i), start) > 0 &&
        seqAhead(end, dropped.seq(i)) > 0,
    )
}

/** All TCP drops that may have been of this flow have their headers kept. */
function isFullyKnown({ traffic, all, flowOfGroup }: ImpactContext, flow: number): boolean {
  const { dropped } = traffic
  return all.every((group) => {
    if (group.flow === undefined) return !mayBeTcp(group)
    if (group.flow.proto !== ipProtocol.tcp || flowOfGroup.get(group.id) !== flow) return true
    return dropped.ofGroup(group.id).length >= group.drops
  })
}

/** Drops beyond the kernel's flow map: of IP packets nobody knows whose. */
const mayBeTcp = (group: DropGroup): boolean =>
  group.protocol === 0x0800 || group.protocol === 0x86dd
