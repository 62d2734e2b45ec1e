/** What the report says of the faults that were made. */
import type { Findings } from '../../analyze/finding.js'
import type { MadeFault } from '../../capture/selftest/make-faults.js'

export type SelftestVerdict = 'right' | 'wrong count' | 'not found' | 'skipped'

export interface SelftestRow {
  readonly cause: string
  readonly what: string
  readonly ipVersion: 4 | 6
  readonly verdict: SelftestVerdict
  /** Packets lost on purpose; null if skipped. */
  readonly expected: number | null
  /** Packets that the report gives to this cause; null if skipped. */
  readonly counted: number | null
  readonly confidence: string
  /** Why it was skipped, '' if not. */
  readonly missing: string
}

export interface SelftestResult {
  readonly schema: 'dropcorr/selftest@1'
  readonly kernel: string
  readonly sources: readonly {
    readonly name: string
    readonly status: string
    readonly why: string
  }[]
  readonly faults: readonly SelftestRow[]
  /** Problems found in the test namespaces that nobody made: 'cause: packets'. */
  readonly falseFindings: readonly string[]
  /** Something was recognised and nothing is wrong; what was skipped is not. */
  readonly passed: boolean
}

/** `isOwn` tells the names of the namespaces that the selftest made. */
export function selftestResult(
  { findings, health, session }: Findings,
  made: readonly MadeFault[],
  isOwn: (netns: string) => boolean,
): SelftestResult {
  // a source that does not tell namespaces has its drops in 'global'
  const own = findings.filter((f) => f.netns.some((name) => isOwn(name) || name === 'global'))
  const faults = made.map((fault): SelftestRow => {
    const { cause, what, ipVersion, drops, missing } = fault
    const found = own.filter((f) => f.cause === cause)
    const counted = found.reduce((sum, f) => sum + f.drops, 0)
    const row = { cause, what, ipVersion, missing, confidence: found[0]?.confidence ?? '' }
    if (drops === undefined) return { ...row, verdict: 'skipped', expected: null, counted: null }
    const verdict = counted === drops ? 'right' : counted === 0 ? 'not found' : 'wrong count'
    return { ...row, verdict, expected: drops, counted }
  })
  const expected = new Set(made.map((fault) => fault.cause))
  const falseFindings = own
    .filter((f) => f.severity === 'problem' && !expected.has(f.cause) && f.netns.some(isOwn))
    .map((f) => `${f.cause}: ${f.drops}`)
  return {
    schema: 'dropcorr/selftest@1',
    kernel: session.kernel,
    sources: health.map(({ source, status, why }) => ({ name: source, status, why })),
    faults,
    falseFindings,
    passed:
      falseFindings.length === 0 &&
      faults.some(({ verdict }) => verdict === 'right') &&
      faults.every(({ verdict }) => verdict === 'right' || verdict === 'skipped'),
  }
}
