/** Two sessions' findings side by side. Pure: the same findings give the same comparison. */
import type { Finding, Findings, LedgerRow } from '../finding.js'
import { pairs } from './pair-findings.js'
import { changeOf, perMillionPackets, perSecond, type Change, type LossRate } from './rates.js'

/** The public result: `diff --format json` prints exactly this. */
export interface Comparison {
  readonly schema: 'dropcorr/diff@1'
  readonly before: Findings['session']
  readonly after: Findings['session']
  /** How well the two can be compared: different hosts, kernels, options or sources, losses of their own. */
  readonly cautions: readonly string[]
  /** All packets lost that somebody would miss: problems and what is not explained. */
  readonly lost: ComparedLoss
  /** Worst first: new, worse, same, better, gone; within these by drops. */
  readonly findings: readonly ComparedFinding[]
  /** Counters that can mean loss and grew in either; at most 60. */
  readonly counters: readonly ComparedCounter[]
}

export interface ComparedLoss {
  readonly change: Change
  readonly before: Rates
  readonly after: Rates
}

export interface Rates {
  readonly drops: number
  readonly perSecond: number
  readonly perMillionPackets: number | null
}

export interface ComparedFinding extends ComparedLoss {
  readonly cause: string
  readonly severity: Finding['severity']
  readonly netns: string
  /** Title in the later session, or in the earlier one if it is gone. */
  readonly title: string
  /** Finding ids in the two sessions, null where it is not. */
  readonly beforeId: string | null
  readonly afterId: string | null
  readonly confidence: Finding['confidence']
  /** First line of what to do, '' if it is gone or there is none. */
  readonly remedy: string
}

export interface ComparedCounter {
  readonly counter: string
  readonly scope: string
  readonly before: number | null
  readonly after: number | null
  readonly beforePerSecond: number | null
  readonly afterPerSecond: number | null
}

const order: readonly Change[] = ['new', 'worse', 'same', 'better', 'gone']
const severities: readonly Finding['severity'][] = ['problem', 'unknown', 'benign']
const maxCounters = 60

export function compare(before: Findings, after: Findings): Comparison {
  const rate = (findings: Findings, drops: number): LossRate => ({
    drops,
    durationMs: findings.session.durationMs,
    packets: findings.totals.packets,
  })
  const loss = (dropsBefore: number, dropsAfter: number): ComparedLoss => {
    const [a, b] = [rate(before, dropsBefore), rate(after, dropsAfter)]
    return { change: changeOf(a, b), before: ratesOf(a), after: ratesOf(b) }
  }
  const findings = pairs(losses(before), losses(after)).map(({ was, is }): ComparedFinding => {
    const known = is ?? was
    return {
      ...loss(was?.drops ?? 0, is?.drops ?? 0),
      cause: known.cause,
      severity: known.severity,
      netns: known.netns[0] ?? '',
      title: known.title,
      beforeId: was?.id ?? null,
      afterId: is?.id ?? null,
      confidence: known.confidence,
      remedy: is?.remedy[0]?.what ?? '',
    }
  })
  return {
    schema: 'dropcorr/diff@1',
    before: before.session,
    after: after.session,
    cautions: cautions(before, after),
    lost: loss(lostIn(before), lostIn(after)),
    findings: findings.sort(worstFirst),
    counters: counters(before, after),
  }
}

const lostIn = ({ totals }: Findings): number => totals.problem + totals.unexplained

/** 'none' says that nothing was lost: nothing to compare. */
const losses = ({ findings }: Findings): readonly Finding[] =>
  findings.filter(({ cause, drops }) => cause !== 'none' && drops > 0)

const ratesOf = (rate: LossRate): Rates => ({
  drops: rate.drops,
  perSecond: perSecond(rate),
  perMillionPackets: perMillionPackets(rate),
})

const worstFirst = (a: ComparedFinding, b: ComparedFinding): number =>
  Math.sign(severities.indexOf(a.severity) - severities.indexOf(b.severity)) ||
  order.indexOf(a.change) - order.indexOf(b.change) ||
  b.after.drops - a.after.drops ||
  b.before.drops - a.before.drops ||
  (a.cause + a.netns < b.cause + b.netns ? -1 : 1)

/** Sources that only one of the recordings had. */
function alone(
  when: string,
  sources: readonly string[],
  others: readonly string[],
): readonly string[] {
  const only = sources.filter((source) => !others.includes(source))
  return only.length === 0 ? [] : [`recorded ${when} only: ${only.join(', ')}`]
}

function cautions(before: Findings, after: Findings): readonly string[] {
  const differs = (what: string, a: string, b: string): readonly string[] =>
    a === b ? [] : [`another ${what}: ${a || 'not known'} before, ${b || 'not known'} after`]
  const [a, b] = [before.session, after.session]
  const partial = ({ health }: Findings): string =>
    health
      .filter(({ status }) => status === 'partial')
      .map(({ source }) => source)
      .join(', ')
  const own = (name: string, sources: string): readonly string[] =>
    sources === '' ? [] : [`${name}, these were recorded in part: ${sources}`]
  const cut = (name: string, { closed }: Findings['session']): readonly string[] =>
    closed ? [] : [`the recording ${name} was cut off`]
  return [
    ...differs('host', a.host, b.host),
    ...differs('kernel', a.kernel, b.kernel),
    ...alone('before', a.sources, b.sources),
    ...alone('after', b.sources, a.sources),
    ...cut('before', a),
    ...cut('after', b),
    ...(partial(before) === partial(after)
      ? own('both times', partial(before))
      : [...own('before', partial(before)), ...own('after', partial(after))]),
  ]
}

function counters(before: Findings, after: Findings): readonly ComparedCounter[] {
  const moved = ({ ledger }: Findings): ReadonlyMap<string, LedgerRow> =>
    new Map(
      ledger
        .filter(({ isDrop, delta }) => isDrop !== 'never' && delta !== 0)
        .map((row) => [`${row.scope}\0${row.counter}`, row]),
    )
  const [was, is] = [moved(before), moved(after)]
  const rate = (delta: number, { session }: Findings): number =>
    session.durationMs > 0 ? (1000 * delta) / session.durationMs : 0
  return [...new Set([...is.keys(), ...was.keys()])]
    .map((key): ComparedCounter => {
      const [a, b] = [was.get(key), is.get(key)]
      const [scope = '', counter = ''] = key.split('\0')
      // A counter that did not move is not in the ledger; one of a namespace that is gone is not known to be 0.
      return {
        counter,
        scope,
        before: a?.delta ?? null,
        after: b?.delta ?? null,
        beforePerSecond: a === undefined ? null : rate(a.delta, before),
        afterPerSecond: b === undefined ? null : rate(b.delta, after),
      }
    })
    .sort((a, b) => (b.after ?? 0) - (a.after ?? 0) || (b.before ?? 0) - (a.before ?? 0))
    .slice(0, maxCounters)
}
