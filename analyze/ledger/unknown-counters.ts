/**
 * Drops at a site that nothing explains often have a counter of their own. Where a counter that means loss has exactly as much
 * left unexplained as was dropped there, in the same namespace and while it happened, these are the same packets: one loss.
 */
import type { CounterRef } from '../cause.js'
import type { CounterFact, Counters } from '../artifacts/counters.js'
import type { DropGroup } from '../artifacts/group.js'
import { counterMeaning } from '../kernel/counters.js'
import type { Ledger } from './ledger.js'
import type { SettledGroup } from '../attribution/settle.js'

/** A counter is read after the drop that moved it, up to a round of the slowest sources later. */
const latestReadingNs = 2e9

interface Place {
  readonly groups: DropGroup[]
  readonly netns: number | null
}

/** By group id: the counters that its drops moved as well, though no cause says so. To be asked when all causes have booked. */
export function countersOfUnknown(
  settled: readonly SettledGroup[],
  counters: Counters,
  ledger: Ledger,
): ReadonlyMap<number, readonly CounterRef[]> {
  const found = new Map<number, readonly CounterRef[]>()
  const taken = new Set<number>()
  for (const place of placesOf(settled)) {
    const drops = place.groups.reduce((sum, group) => sum + group.drops, 0)
    const same = counters.moved.filter(
      (counter) =>
        !taken.has(counter.id) &&
        isOf(counter, place.netns) &&
        ledger.residue(counter.netns, counter.name) === drops &&
        rose(counter, place.groups),
    )
    for (const counter of same) taken.add(counter.id)
    const refs = same.map(({ netns, name }) => ({ netns, name }))
    if (refs.length > 0) for (const group of place.groups) found.set(group.id, refs)
  }
  return found
}

/** A site and its reason in a namespace; largest first, so that small numbers, which agree by accident, choose last. */
function placesOf(settled: readonly SettledGroup[]): readonly Place[] {
  const places = new Map<string, Place>()
  for (const { group, cause } of settled) {
    if (cause.name !== 'unknown-site') continue
    const key = `${group.netns} ${group.site} ${group.reason}`
    const place = places.get(key) ?? { groups: [], netns: group.netns }
    place.groups.push(group)
    places.set(key, place)
  }
  const drops = (place: Place): number => place.groups.reduce((sum, g) => sum + g.drops, 0)
  return [...places.values()].sort((a, b) => drops(b) - drops(a))
}

const isOf = ({ name, netns, gauge }: CounterFact, of: number | null): boolean =>
  !gauge && (netns === of || netns === null) && counterMeaning(name).isDrop === 'always'

/** All that it gained, it gained while these were dropped. */
function rose({ steps }: CounterFact, groups: readonly DropGroup[]): boolean {
  const from = groups.reduce((min, { fromNs }) => Math.min(min, fromNs), Infinity)
  const to = groups.reduce((max, { toNs }) => Math.max(max, toNs), -Infinity)
  const first = steps[0] ?? -Infinity
  const last = steps.at(-2) ?? Infinity
  return first >= from && last <= to + latestReadingNs
}
