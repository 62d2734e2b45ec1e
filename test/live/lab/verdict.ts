import type { Finding, Findings } from '../../../analyze/finding.js'
import type { ExpectedCause } from './fault.js'
import type { KernelDrops } from './kernel-evidence.js'

/** How a report compares with what was done to the network. */
export interface Verdict {
  readonly expected: string
  readonly found: string
  readonly dropsExpected: number
  readonly dropsFound: number
  /** Findings in the fault's own namespaces that are no part of it and not benign: false problems, and what was not recognised. */
  readonly falseFindings: readonly string[]
  /** Ledger rows of the fault's namespaces that do not add up and do not say why. */
  readonly residues: readonly string[]
  /** Empty = right in everything. */
  readonly mistakes: readonly string[]
}

/**
 * Compares a report with the causes that were made in the namespaces `own`. Where the source does not tell namespaces
 * (`seesNamespaces` false) a finding without one counts as well, and as a false one unless it is only 'possible'.
 */
export function judge(
  causes: readonly ExpectedCause[],
  report: Findings,
  own: readonly string[],
  seesNamespaces = true,
): Verdict {
  const inOwn = (netns: readonly string[]) =>
    netns.some((name) => own.includes(name)) || (!seesNamespaces && netns.length === 0)
  const findings = report.findings.filter((finding) => inOwn(finding.netns))
  const expectedNames = new Set(causes.map(({ cause }) => cause))
  // What the kernel freed without a device or a socket beside it belongs to no namespace, though to an expected cause.
  const nowhere = report.findings.filter(({ netns }) => netns.includes('global'))
  const named = [...findings, ...nowhere].filter(({ cause }) => expectedNames.has(cause))
  const falseFindings = findings
    .filter(({ cause, severity }) => severity !== 'benign' && !expectedNames.has(cause))
    .filter(({ confidence }) => seesNamespaces || confidence !== 'possible')
    .map(({ cause, drops, sites }) => `${cause} ${drops}${siteText(sites)}`)
  const residues = report.ledger
    .filter(({ scope, residue, residueWhy }) => inOwn([scope]) && residue !== 0 && !residueWhy)
    .map(({ counter, residue, delta }) => `${counter} ${residue} of ${delta}`)
  const mistakes = [
    ...causes.flatMap((expected) =>
      mistakesIn(
        expected,
        named.filter(({ cause }) => cause === expected.cause),
        seesNamespaces,
      ),
    ),
    ...falseFindings.map((text) => `false finding ${text}`),
    ...residues.map((text) => `unexplained residue ${text}`),
    ...sumMistakes(report.totals),
  ]
  return {
    expected: causes.map(({ cause, drops }) => `${cause} ${drops}`).join(', ') || 'none',
    found: named.map(({ cause, drops }) => `${cause} ${drops}`).join(', ') || 'none',
    dropsExpected: sum(causes.map(({ drops }) => drops)),
    dropsFound: sum(named.map(({ drops }) => drops)),
    falseFindings,
    residues,
    mistakes,
  }
}

function mistakesIn(
  expected: ExpectedCause,
  findings: readonly Finding[],
  seesNamespaces: boolean,
): string[] {
  const { cause, drops, told, severity, title, evidence, counters = [] } = expected
  const { processState, comm } = expected
  if (findings.length === 0) return drops === 0 && told !== true ? [] : [`${cause} not found`]
  const mistakes: string[] = []
  const found = sum(findings.map((finding) => finding.drops))
  if (found !== drops) mistakes.push(`${cause}: ${found} drops instead of ${drops}`)
  for (const finding of findings) {
    if (severity !== undefined && finding.severity !== severity)
      mistakes.push(`${cause}: ${finding.severity} instead of ${severity}`)
    if (title !== undefined && !title.test(finding.title))
      mistakes.push(`${cause}: '${finding.title}' does not tell ${String(title)}`)
    const sure = finding.evidence.filter(({ label }) => !label.startsWith('may have'))
    if (evidence !== undefined && !sure.some(({ value }) => evidence.test(String(value))))
      mistakes.push(`${cause}: no evidence says ${String(evidence)}`)
  }
  const effects = findings.flatMap((finding) => finding.counters)
  // Sockets and counters of a namespace that nobody told cannot be asked for.
  if (!seesNamespaces && findings.every(({ netns }) => netns.length === 0)) return mistakes
  for (const name of counters) {
    const explained = sum(effects.filter((effect) => effect.name === name).map((e) => e.explained))
    if (explained !== drops) mistakes.push(`${cause}: ${name} explained ${explained} of ${drops}`)
  }
  const sockets = findings.flatMap((finding) => finding.sockets)
  if (processState !== undefined && !sockets.some(({ state }) => state === processState))
    mistakes.push(`${cause}: no socket of a ${processState} process`)
  if (comm !== undefined && !sockets.some((socket) => socket.comm === comm))
    mistakes.push(`${cause}: no socket of ${comm}`)
  return mistakes
}

function sumMistakes(totals: Findings['totals']): string[] {
  const { drops, problem, benign, unexplained, masked } = totals
  const parts = problem + benign + unexplained + masked
  return parts === drops ? [] : [`sums: ${parts} classified, ${drops} dropped`]
}

/** Compares with what bpftrace saw; benign noise at other places is left alone. */
export function judgeEvidence(
  causes: readonly ExpectedCause[],
  seen: readonly KernelDrops[],
): readonly string[] {
  const wanted = new Map<string, number>()
  for (const { event, drops } of causes) {
    if (event !== undefined && event !== 'none') wanted.set(event, (wanted.get(event) ?? 0) + drops)
  }
  const counted = (event: string) =>
    sum(seen.filter(({ site, reason }) => `${site}/${reason}` === event).map((row) => row.drops))
  return [...wanted]
    .filter(([event, drops]) => counted(event) !== drops)
    .map(([event, drops]) => `${event}: kernel freed ${counted(event)} instead of ${drops}`)
}

function siteText(sites: Finding['sites']): string {
  const [first] = sites
  return first === undefined ? '' : ` at ${first.symbol}/${first.reason}`
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
