/** Causes that lose nothing: a counter says that something worked as it should, which an engineer may take for a loss. */
import type { Context, SilentLoss } from '../cause.js'

/**
 * A finding without drops for each namespace in which one of `told` rose while none of `losses` did. A counter of `losses`
 * that was not recorded says nothing, so that there is no finding; nor is there where packets were dropped for one of
 * `lossReasons`.
 */
export function workedWithoutLoss(
  { counters, groups }: Context<'counters'>,
  told: readonly string[],
  losses: readonly string[],
  why: string,
  lossReasons: readonly string[] = [],
): readonly SilentLoss[] {
  const found = new Map<number | null, SilentLoss>()
  for (const counter of counters.moved) {
    const { netns, name, delta, fromNs, toNs } = counter
    if (!told.includes(name) || delta <= 0 || found.has(netns)) continue
    if (losses.some((loss) => counters.delta(netns, loss) !== 0)) continue
    if (groups.some((g) => g.netns === netns && lossReasons.includes(g.reason))) continue
    found.set(netns, {
      netns,
      ifindex: 0,
      subject: '',
      drops: 0,
      ...{ fromNs, toNs },
      counters: [],
      confidence: 'certain',
      why,
      buckets: new Float64Array(0),
    })
  }
  return [...found.values()]
}
