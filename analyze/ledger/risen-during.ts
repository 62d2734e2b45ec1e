/**
 * Counters that rose while packets were dropped at a site that nothing explains: company, no more. What is tested
 * against accident is in correlation/.
 */
import type { Case } from '../cause.js'
import type { Counters } from '../artifacts/counters.js'
import { deltaQuery } from './ledger.js'
import { counterMeaning } from '../kernel/counters.js'

export interface RisenDuring {
  readonly name: string
  readonly delta: number
  /** Intervals with drops in which the counter rose too. */
  readonly together: number
  /** Intervals with drops. */
  readonly bins: number
  readonly query: string
}

/** Wide enough for the usual sampling interval of 250 ms to fall into each. */
const intervalNs = 5e8
const listed = 5

export function risenDuring(found: Case, counters: Counters | undefined): RisenDuring[] {
  const dropped = new Set<number>()
  for (const { buckets } of found.groups) {
    for (let i = 0; i < buckets.length; i += 2)
      dropped.add(Math.floor((buckets[i] ?? 0) / intervalNs))
  }
  return (counters?.moved ?? [])
    .filter((c) => c.delta > 0 && !c.gauge && (c.netns === found.netns || c.netns === null))
    .filter((c) => ['always', 'sometimes', 'unknown'].includes(counterMeaning(c.name).isDrop))
    .map((c) => {
      const rose = new Set<number>()
      for (let i = 0; i < c.steps.length; i += 2)
        rose.add(Math.floor((c.steps[i] ?? 0) / intervalNs))
      const together = [...dropped].filter((bin) => rose.has(bin) || rose.has(bin + 1)).length
      return { name: c.name, delta: c.delta, together, bins: dropped.size, query: deltaQuery(c.id) }
    })
    .filter((m) => m.together > 0)
    .sort(
      (a, b) =>
        b.together - a.together ||
        Math.abs(a.delta - found.drops) - Math.abs(b.delta - found.drops),
    )
    .slice(0, listed)
}
