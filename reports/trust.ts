import type { ReportModel } from '../analyze/report-model.js'
import type { HealthRow } from '../analyze/finding.js'
import { count, duration, listed, plural, sum } from './quantities.js'

/** Whether the recording saw everything it looked at. */
export interface Trust {
  /** lost: dropcorr itself lost data or was cut off; partial: a source is missing; ok: neither. */
  readonly level: 'ok' | 'partial' | 'lost'
  /** What is wrong in two words; '' if nothing is. */
  readonly label: string
  /** One sentence. */
  readonly headline: string
  /** What exactly, a sentence each. */
  readonly details: readonly string[]
}

export function trustOf(model: ReportModel): Trust {
  const { health, session, totals } = model.findings
  const losing = health.filter((row) => row.lost > 0)
  const missing = health.filter((row) => row.status === 'partial' || row.status === 'unavailable')
  // a drop source that a better one replaced hides nothing
  const off = health.filter((row) => row.status === 'off' && row.hides !== undefined)
  const details = [
    ...(session.closed
      ? []
      : [
          `The recording was cut off after ${duration(session.durationMs)}: what came after it is missing, and up to a second before.`,
        ]),
    ...losing.map((row) => `${row.source} lost ${plural(row.lost, 'record')}.${because(row)}`),
    ...missing
      .filter((row) => row.lost === 0)
      .map((row) => `${row.source} is ${row.status}.${because(row)}`),
    ...off.map((row) => `${row.source} was switched off.${because(row)}`),
    ...disputed(model).map(
      ({ source, unexplained }) =>
        `${model.findings.agreement?.primary ?? ''} and ${source} differ by ${plural(unexplained, 'drop')} for no known reason: see the comparison of both.`,
    ),
    ...(totals.lostDetails > 0
      ? [
          `Details of ${plural(totals.lostDetails, 'drop')} were not kept; they are counted all the same.`,
        ]
      : []),
  ]
  return {
    label: losing.length > 0 ? 'Own losses' : session.closed ? '' : 'Cut off',
    level: level(model, losing, missing),
    headline: headline(model, losing, missing),
    details,
  }
}

const because = ({ why, hides, hint, status }: HealthRow): string =>
  [
    ...(why === '' ? [] : [sentence(why)]),
    ...(status === 'ok' || hides === undefined ? [] : [sentence(`That hides ${hides}`)]),
    ...(status === 'ok' || hint === undefined ? [] : [sentence(`To try: ${hint}`)]),
  ]
    .map((part) => ` ${part}`)
    .join('')

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** Sources recorded side by side whose counts differ, and nothing known explains it. */
const disputed = (model: ReportModel) =>
  (model.findings.agreement?.others ?? []).filter(({ unexplained }) => unexplained > 0)

const level = (
  model: ReportModel,
  losing: readonly HealthRow[],
  missing: readonly HealthRow[],
): Trust['level'] =>
  losing.length > 0 || !model.findings.session.closed
    ? 'lost'
    : missing.length > 0 || disputed(model).length > 0
      ? 'partial'
      : 'ok'

function headline(
  model: ReportModel,
  losing: readonly HealthRow[],
  missing: readonly HealthRow[],
): string {
  const { health, session } = model.findings
  const parts: string[] = []
  if (losing.length > 0)
    parts.push(
      `dropcorr itself lost ${plural(sum(losing.map((r) => r.lost)), 'record')} (${listed(losing.slice(0, 4).map((r) => `${r.source} ${count(r.lost)}`))}), so what follows may be too low`,
    )
  if (!session.closed) parts.push('the recording was cut off before its end')
  if (missing.length > 0)
    parts.push(
      `${plural(missing.length, 'source')} of ${health.length} ${missing.length === 1 ? 'is' : 'are'} missing or partial: ${listed(missing.slice(0, 4).map((r) => r.source))}${missing.length > 4 ? ' …' : ''}`,
    )
  for (const { source, unexplained } of disputed(model)) {
    parts.push(
      `${model.findings.agreement?.primary ?? ''} and ${source} do not agree on ${plural(unexplained, 'drop')}`,
    )
  }
  if (parts.length > 0) {
    const text = parts.join('; ')
    // The tool's name is written small, also at the start.
    return `${text.startsWith('dropcorr') ? text : text.slice(0, 1).toUpperCase() + text.slice(1)}.`
  }
  const running = health.filter((row) => row.status === 'ok').length
  return health.length === 0
    ? 'The session does not say how its sources fared.'
    : `All ${plural(running, 'source')} worked to the end and lost nothing.`
}
