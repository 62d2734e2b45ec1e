import type { Finding, Findings } from '../finding.js'
import { count, plural } from './evidence.js'
import { noImpact } from '../impact/with-impact.js'
import type { Trust } from '../model/trust.js'

/** Behind 'nothing was lost': nobody knows whether what is masked was missed. */
export const besideMasked = ({ masked }: Findings['totals']): string =>
  masked > 0 ? `, beside ${plural(masked, 'drop')} that ${masked === 1 ? 'is' : 'are'} masked` : ''

/** The negative verdict, with what it rests on. */
export function noneFinding(totals: Findings['totals'], trust: Trust, bins: number): Finding {
  const gaps = trust.health.filter((h) => h.status === 'unavailable' || h.lost > 0)
  const blind = trust.primarySource === ''
  const benign =
    totals.benign > 0
      ? ` ${plural(totals.benign, 'freed packet was', 'freed packets were')} housekeeping.`
      : ''
  return {
    cause: 'none',
    id: 'none',
    title: blind
      ? 'No loss shows in the counters, but no drop source could record: losses without a counter would not be seen.'
      : `Nothing was lost here that somebody wanted${besideMasked(totals)}.${benign}`,
    severity: 'benign',
    confidence: blind ? 'possible' : gaps.length > 0 ? 'likely' : 'certain',
    confidenceWhy: blind
      ? 'no drop source recorded'
      : gaps.length > 0
        ? `not everything could be watched: ${gaps.map((g) => g.source).join(', ')}`
        : 'every source worked and lost nothing',
    drops: 0,
    dropsWithoutEvent: 0,
    window: { fromMs: 0, toMs: 0 },
    netns: [],
    interfaces: [],
    sites: [],
    flows: [],
    moreFlows: 0,
    sockets: [],
    counters: [],
    evidence: [
      {
        label: 'drop events claimed by no problem',
        value: totals.benign + totals.masked - totals.withoutEvent,
        query: `SELECT coalesce(sum(drops), 0) FROM drop_count JOIN drop_key ON drop_key.id = key WHERE source = '${trust.primarySource}' OR trap <> ''`,
      },
      {
        label: 'packets the capture saw',
        value: count(totals.packets),
        query: 'SELECT sum(received) FROM capture',
      },
    ],
    against: gaps.map((g) => ({
      label: `${g.source}: ${g.status}`,
      value: g.why === '' ? `lost ${count(g.lost)}` : g.why,
      query: 'SELECT * FROM source_health',
    })),
    remedy: [],
    impact: noImpact(0),
    owners: [],
    timeline: new Array<number>(bins).fill(0),
  }
}
