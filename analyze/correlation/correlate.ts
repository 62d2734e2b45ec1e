/** What moves with drops that nothing explains. Correlation, and said as such: see docs/correlation.md. */
import type { SessionReader } from '../../session/reader.js'
import type { Evidence } from '../finding.js'
import type { CauseCase } from '../attribution/explain.js'
import type { Attached, Recorded } from '../artifacts/load-artifacts.js'
import { endpoint } from '../artifacts/host.js'
import { plural } from '../attribution/evidence.js'
import { ipProtocolName } from '../../session/packet/numbers.js'
import { counterMeaning } from '../kernel/counters.js'
import { deltaQuery } from '../ledger/ledger.js'
import { changes } from './cross-correlation.js'
import { flowSeries } from './flow-series.js'
import { agreements, fewestBins } from './max-statistic.js'
import {
  activityOf,
  binned,
  binNs,
  isEnough,
  minimal,
  spreadGains,
  windowOf,
  type Window,
} from './series.js'

/** Pairs are tested all together: more of them leave less for each. */
const maxFindings = 3
const maxCounters = 60
const listed = 5
/** Of a chance below this, corrected for the number of pairs, an agreement is told. */
const significance = 0.05
/** Weaker agreement is not worth a look, however certain. */
const weakest = 0.3

interface Candidate {
  readonly label: string
  readonly query: string
  readonly series: Float64Array
}

/** Lines of evidence for each of `cases`, by index. Every one of them gets at least one: why nothing can be said. */
export async function correlate(
  reader: SessionReader,
  cases: readonly CauseCase[],
  recorded: Recorded,
  attached: Attached,
): Promise<readonly (readonly Evidence[])[]> {
  const tested = [...cases].sort((a, b) => b.drops - a.drops).slice(0, maxFindings)
  const buckets = tested.map((found) => found.groups.map((g) => g.buckets))
  const window = windowOf(attached.fromNs, attached.toNs, buckets.flat())
  const drops = tested.map((_, i) => binned(buckets[i] ?? [], window))
  const usable = drops.map((series) => (isEnough(activityOf(series)) ? changes(series) : undefined))
  const evidence = tested.map((_, i): Evidence[] =>
    (usable[i]?.length ?? 0) < fewestBins
      ? [tooLittle(drops[i] ?? new Float64Array(), window)]
      : [],
  )
  if (evidence.some((lines) => lines.length === 0)) {
    const candidates = await candidatesFor(reader, tested, recorded, window)
    const present = usable.flatMap((x, i) =>
      x === undefined || x.length < fewestBins ? [] : [{ x, i }],
    )
    const constant = new Float64Array(present[0]?.x.length ?? 0)
    const series = candidates.map((c) => changes(c.series) ?? constant)
    const found = agreements(
      present.map(({ x }) => x),
      series,
    )
    for (const [at, { i }] of present.entries()) {
      const related = found
        .filter((pair) => pair.drops === at && pair.p <= significance && pair.r >= weakest)
        .sort((a, b) => b.r - a.r || a.candidate - b.candidate)
      evidence[i]?.push(...lines(related, candidates))
    }
  }
  return cases.map((found) => evidence[tested.indexOf(found)] ?? [notTested(cases.length)])
}

function lines(
  related: readonly {
    readonly candidate: number
    readonly r: number
    readonly lag: number
    readonly p: number
  }[],
  candidates: readonly Candidate[],
): Evidence[] {
  const query = 'SELECT at_ns, drops FROM drop_count ORDER BY at_ns'
  const among = `of ${plural(candidates.length, 'counter or flow', 'counters and flows')} looked at`
  if (related.length === 0)
    return [{ label: 'moves with it (correlation)', value: `none ${among}`, query }]
  const told = related.slice(0, listed).flatMap(({ candidate, r, lag, p }): Evidence[] => {
    const with_ = candidates[candidate]
    if (with_ === undefined) return []
    const value = `r = ${r.toFixed(2)}, ${lagWords(lag)}, p = ${p.toFixed(4)}: a correlation, not a cause`
    return [{ label: `moves with it (correlation): ${with_.label}`, value, query: with_.query }]
  })
  const more = related.length - told.length
  return more > 0
    ? [...told, { label: 'moves with it (correlation)', value: `and ${more} more ${among}`, query }]
    : told
}

const lagWords = (lag: number): string =>
  lag === 0
    ? 'at the same time'
    : `${Math.abs(lag) * (binNs / 1e6)} ms ${lag > 0 ? 'after' : 'before'} the drops`

function tooLittle(series: Float64Array, { bins }: Window): Evidence {
  const { active, rises } = activityOf(series)
  const had = `drops in ${active} of ${bins} intervals of 100 ms, in ${plural(rises, 'rise')}`
  const needed = `at least ${minimal.active} intervals, ${minimal.rises} rises and ${Math.ceil(fewestBins / 10) + 1} s are needed`
  return {
    label: 'moves with it (correlation)',
    value: `too little data to tell: ${had}; ${needed}`,
    query: 'SELECT at_ns, drops FROM drop_count ORDER BY at_ns',
  }
}

const notTested = (cases: number): Evidence => ({
  label: 'moves with it (correlation)',
  value: `looked at for the ${maxFindings} largest of ${cases} unexplained places only`,
  query: 'SELECT key, sum(drops) FROM drop_count GROUP BY key',
})

/** Counters that can mean a loss and moved often enough, and the busiest flows, of the namespaces concerned. */
async function candidatesFor(
  reader: SessionReader,
  cases: readonly CauseCase[],
  { counters, traffic }: Recorded,
  window: Window,
): Promise<Candidate[]> {
  const namespaces = new Set(cases.map((found) => found.netns))
  const isNear = (netns: number | null): boolean =>
    netns === null || namespaces.has(null) || namespaces.has(netns)
  const rising = (counters?.moved ?? [])
    .filter((c) => c.delta > 0 && !c.gauge && isNear(c.netns))
    .filter((c) => counterMeaning(c.name).isDrop !== 'never')
    .sort((a, b) => b.delta - a.delta || a.id - b.id)
    .map(({ id, name, steps }): Candidate => ({
      label: name,
      query: deltaQuery(id),
      series: spreadGains(steps, counters?.roundsNs ?? [], window),
    }))
    .filter((c) => isEnough(activityOf(c.series)))
    .slice(0, maxCounters)
  const flows: Candidate[] = []
  for (const netns of namespaces) {
    if (traffic === undefined || (netns !== null && namespaces.has(null))) continue
    for (const { id, flow, series } of await flowSeries(reader, traffic, netns, window)) {
      const name = `${ipProtocolName(flow.proto)} ${endpoint(flow.src, flow.sport)} → ${endpoint(flow.dst, flow.dport)}`
      flows.push({
        label: `flow ${flow.family === 0 ? `${flow.src} → ${flow.dst}` : name}`,
        query: `SELECT at_ns, packets FROM flow_second WHERE flow = ${id} ORDER BY at_ns`,
        series,
      })
    }
  }
  return [...rising, ...flows.filter((c) => isEnough(activityOf(c.series)))]
}

/** For the method section of a report. */
export const correlationMethod =
  'what moves with drops that nothing explains is found by cross-correlation of changes in bins of 100 ms at lags within 1 s; ' +
  'p is from a permutation test by shifts, corrected for all counters and flows looked at (max-T, Westfall and Young); ' +
  `told at p ≤ ${significance} and r ≥ ${weakest}, as a correlation and not as a cause`
