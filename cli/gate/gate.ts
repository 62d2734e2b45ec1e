import type { Finding, Findings } from '../../analyze/finding.js'
import { percent } from '../../reports/quantities.js'
import { cut } from '../../reports/visible-text.js'
import { confidences, severities, type GateOptions } from '../options/gate-options.js'
import { covers } from './forbidden-causes.js'

/** One reason for exit code 6. */
export interface GateFailure {
  /** The option that it failed. */
  readonly check: '--fail-on' | '--forbid' | '--max-unexplained'
  /** Id of the finding, '' if it is about all drops. */
  readonly findingId: string
  readonly text: string
}

export function gateFailures(findings: Findings, gate: GateOptions): readonly GateFailure[] {
  const found = findings.findings.filter(({ drops }) => drops > 0)
  return [
    ...found.filter((finding) => isBad(finding, gate)).map(failure('--fail-on')),
    ...unclaimed(findings, gate),
    ...found.filter(({ cause }) => isForbidden(cause, gate)).map(failure('--forbid')),
    ...tooMuchUnexplained(findings, gate),
  ]
}

/** Of an id or a title, on a line of the terminal. */
const maxText = 400

const failure =
  (check: GateFailure['check']) =>
  ({ id, title, severity, confidence }: Finding): GateFailure => ({
    check,
    findingId: id,
    text: `${check}: ${cut(id, maxText)} (${severity}, ${confidence}): ${cut(title, maxText)}`,
  })

function isBad({ severity, confidence }: Finding, { failOn }: GateOptions): boolean {
  if (failOn === undefined) return false
  return (
    severities.indexOf(severity) <= severities.indexOf(failOn.severity) &&
    confidences.indexOf(confidence) <= confidences.indexOf(failOn.confidence)
  )
}

/** Drops that no finding has are as bad as 'unknown', and nothing about them is more than possible. */
function unclaimed({ findings, totals }: Findings, { failOn }: GateOptions): GateFailure[] {
  const known = findings
    .filter(({ severity }) => severity === 'unknown')
    .reduce((sum, { drops }) => sum + drops, 0)
  const drops = totals.unexplained - known
  if (failOn === undefined || failOn.severity === 'problem' || failOn.confidence !== 'possible') {
    return []
  }
  if (drops <= 0) return []
  return [{ check: '--fail-on', findingId: '', text: `--fail-on: ${drops} drops without a cause` }]
}

const isForbidden = (cause: string, { forbidden }: GateOptions): boolean =>
  forbidden.some((name) => covers(name, cause))

function tooMuchUnexplained({ totals }: Findings, { maxUnexplained }: GateOptions): GateFailure[] {
  const { drops, unexplained } = totals
  if (maxUnexplained === undefined || unexplained <= maxUnexplained * drops) return []
  const text = `--max-unexplained: ${percent(unexplained, drops)} of ${drops} drops are unexplained`
  return [{ check: '--max-unexplained', findingId: '', text }]
}
