/** IPsec losses that raise no drop event: the sender is refused before a packet exists, or the packet is freed as used. */
import type { SilentLoss, Residues } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'

/** One loss for each counter of these that rose beyond what drop events explain. */
export function xfrmLosses(
  counters: Counters,
  residues: Residues,
  isOfCause: (counter: string) => boolean,
): SilentLoss[] {
  const losses: SilentLoss[] = []
  for (const counter of counters.moved) {
    if (!counter.name.startsWith('xfrm:') || !isOfCause(counter.name.slice(5))) continue
    const drops = residues.residue(counter.netns, counter.name) ?? 0
    if (drops <= 0) continue
    losses.push({
      netns: counter.netns,
      ifindex: 0,
      subject: counter.name,
      drops,
      fromNs: counter.fromNs,
      toNs: counter.toNs,
      counters: [{ netns: counter.netns, name: counter.name }],
      confidence: 'certain',
      why: 'the counter of IPsec rises for this only; the packets raise no drop event',
      buckets: lossBuckets(counter.steps, drops),
    })
  }
  return losses
}
