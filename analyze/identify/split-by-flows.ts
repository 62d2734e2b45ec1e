/** One group of drops, shared out among the captured flows that it was. */
import type { DropGroup } from '../artifacts/group.js'
import type { TrafficFlow } from '../artifacts/traffic.js'

export interface FlowShare {
  readonly flow: TrafficFlow
  readonly packets: number
  readonly tcpFlags: number
}

/** `shares` add up to the group's drops; the flows that came first take the first drops. */
export function splitByFlows(
  group: DropGroup,
  shares: readonly FlowShare[],
  firstId: number,
): DropGroup[] {
  const left = Float64Array.from(group.buckets)
  let bytesLeft = group.bytes
  let dropsLeft = group.drops
  const inOrder = [...shares].sort((a, b) => a.flow.fromNs - b.flow.fromNs || a.flow.id - b.flow.id)
  return inOrder.map(({ flow, packets, tcpFlags }, index): DropGroup => {
    const buckets = takeFirst(left, packets)
    const bytes = Math.round((bytesLeft / dropsLeft) * packets)
    bytesLeft -= bytes
    dropsLeft -= packets
    const { netns, ifindex, family, proto, src, sport, dst, dport } = flow
    const [fromNs = group.fromNs] = buckets
    return {
      ...group,
      id: firstId + index,
      // no drop_flow.id: those are above zero
      flowId: -firstId - index,
      netns,
      ifindex,
      flow: { family, proto, src, sport, dst, dport, tcpFlags },
      drops: packets,
      bytes,
      fromNs,
      toNs: Math.min(group.toNs, (buckets.at(-2) ?? fromNs) + bucketNs),
      buckets,
      capturedFlow: flow.id,
    }
  })
}

const bucketNs = 100_000_000

/** Takes `count` drops out of the pairs (ns, drops) in `left`. */
function takeFirst(left: Float64Array, count: number): Float64Array {
  const taken: number[] = []
  let wanted = count
  for (let i = 0; i + 1 < left.length && wanted > 0; i += 2) {
    const here = Math.min(wanted, left[i + 1] ?? 0)
    if (here <= 0) continue
    taken.push(left[i] ?? 0, here)
    left[i + 1] = (left[i + 1] ?? 0) - here
    wanted -= here
  }
  return Float64Array.from(taken)
}
