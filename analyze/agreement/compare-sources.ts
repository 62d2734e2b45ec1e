import { plural } from '../attribution/evidence.js'
import {
  comparison,
  type Agreement,
  type SiteComparison,
  type SourceComparison,
} from './agreement.js'
import { blindSpots } from './blind-spots.js'
import type { DropSourceFacts } from './drop-source-facts.js'
import type { SiteCount, SiteCounts } from './site-counts.js'

/** One source, and what it counted by site. */
export interface CountedBySource {
  readonly facts: DropSourceFacts
  readonly sites: SiteCounts
  readonly sitesASecond: number
}

/** Sites listed; the rest is counted. */
const maxSites = 100

const nothing: SiteCount = { drops: 0, atEdges: 0, details: 0, withoutMac: 0 }

/** Site by site, how the others differ from the primary source, and why. */
export const compareSources = (
  primary: CountedBySource,
  others: readonly CountedBySource[],
): Agreement => ({
  primary: primary.facts.source,
  others: others.map((other) => compared(primary, other)),
})

function compared(primary: CountedBySource, other: CountedBySource): SourceComparison {
  const names = [...new Set([...primary.sites.keys(), ...other.sites.keys()])]
  const pairs = names
    .map((site) => ({
      site,
      a: primary.sites.get(site) ?? nothing,
      b: other.sites.get(site) ?? nothing,
    }))
    .sort(
      (x, y) =>
        Math.abs(y.a.drops - y.b.drops) - Math.abs(x.a.drops - x.b.drops) ||
        y.a.drops - x.a.drops ||
        (x.site < y.site ? -1 : 1),
    )
  const losses = new Map([primary, other].map(({ facts }) => [facts, facts.uncounted]))
  const sites = pairs.map(({ site, a, b }): SiteComparison => {
    const counts = { site, ...comparison(a.drops, b.drops) }
    if (a.drops === b.drops) return { ...counts, unexplained: 0, why: '' }
    const [fewer, more, seen] = a.drops < b.drops ? [primary, other, b] : [other, primary, a]
    const missed = Math.abs(a.drops - b.drops)
    return { ...counts, ...whyMissed({ fewer, more, site, seen, missed, losses }) }
  })
  const sum = (counts: SiteCounts): number =>
    [...counts.values()].reduce((total, { drops }) => total + drops, 0)
  return {
    source: other.facts.source,
    total: comparison(sum(primary.sites), sum(other.sites)),
    sites: sites.slice(0, maxSites),
    moreSites: Math.max(0, sites.length - maxSites),
    unexplained: sites.reduce((total, { unexplained }) => total + unexplained, 0),
  }
}

interface Missed {
  readonly fewer: CountedBySource
  readonly more: CountedBySource
  readonly site: string
  readonly seen: SiteCount
  readonly missed: number
  /** What each source lost and no site has used up yet. */
  readonly losses: Map<DropSourceFacts, number>
}

function whyMissed({ fewer, more, site, seen, missed, losses }: Missed): {
  readonly unexplained: number
  readonly why: string
} {
  const lossesLeft = losses.get(fewer.facts) ?? 0
  const spots = blindSpots({
    fewer: fewer.facts,
    more: more.facts,
    site,
    seen,
    missed,
    lossesLeft,
    sitesASecond: fewer.sitesASecond,
  })
  let left = missed
  const reasons: string[] = []
  for (const { why, upTo, isLoss } of spots) {
    if (left === 0) break
    const share = Math.min(left, upTo)
    if (share === 0) continue
    if (isLoss) losses.set(fewer.facts, lossesLeft - share)
    reasons.push(why)
    left -= share
  }
  if (left > 0) {
    reasons.push(
      `nothing known explains why ${fewer.facts.source} counted ${plural(left, 'packet')} fewer`,
    )
  }
  return { unexplained: left, why: `${reasons.join('; ')}.` }
}
