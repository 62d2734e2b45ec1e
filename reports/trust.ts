import type { HealthRow } from '../analyze/finding.js'
import type { ReportModel } from '../analyze/model/report-model.js'
import { ownLosses, type OwnLoss } from './own-losses.js'
import { capitalised, duration, listed, plural } from './quantities.js'

/** Whether the recording saw everything it looked at. */
export interface Trust {
  /**
   * lost: dropcorr itself lost so much that numbers of the report are wrong, or was cut off; partial: a source is
   * missing, or lost what changes no number; ok: neither.
   */
  readonly level: 'ok' | 'partial' | 'lost'
  /** What is wrong in two words; '' if nothing serious is. */
  readonly label: string
  /** One sentence. */
  readonly headline: string
  /** What exactly, a sentence each. */
  readonly details: readonly string[]
  /** A loss may have gone unseen; false if what is missing only names causes. */
  readonly mayHideLosses: boolean
}

/** These tell why packets were lost and whose they were; that they were lost, others tell. */
const namesCausesOnly: ReadonlySet<string> = new Set(
  (
    'addresses cgroup-programs firewall memberships neighbours packet-sockets packet-types packets ' +
    'policy-rules processes qdiscs recorder routes sockets sysctls tc-actions'
  ).split(' '),
)

export function trustOf(model: ReportModel): Trust {
  const { health, session, totals } = model.findings
  const losses = ownLosses(model.findings)
  const serious = losses.filter((loss) => loss.isSerious)
  // Of a recording that was cut off every source is partial, which one sentence says.
  const cutOff = session.closed ? [] : health.filter(isCutOff)
  const missing = health.filter(
    (row) => (row.status === 'partial' || row.status === 'unavailable') && !cutOff.includes(row),
  )
  // a drop source that a better one replaced hides nothing
  const off = health.filter((row) => row.status === 'off' && row.hides !== undefined)
  const details = [
    ...(session.closed
      ? []
      : [
          `The recording was cut off after ${duration(session.durationMs)}: what came after it is missing, and up to a second before.`,
          ...(cutOff.length > 0
            ? [`What ${plural(cutOff.length, 'source')} lost until then is not known.`]
            : []),
        ]),
    ...losses.map(({ row, text }) => `${sentence(capitalised(text))}${because(row)}`),
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
    label: serious.length > 0 ? 'Own losses' : session.closed ? '' : 'Cut off',
    level:
      serious.length > 0 || !session.closed
        ? 'lost'
        : missing.length + losses.length + disputed(model).length > 0
          ? 'partial'
          : 'ok',
    headline: headline(model, serious, missing),
    details,
    mayHideLosses:
      serious.length > 0 ||
      !session.closed ||
      disputed(model).length > 0 ||
      missing.some(({ source }) => !namesCausesOnly.has(source)),
  }
}

const isCutOff = ({ status, lost }: HealthRow): boolean => status === 'partial' && lost === 0

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

function headline(
  model: ReportModel,
  serious: readonly OwnLoss[],
  missing: readonly HealthRow[],
): string {
  const { health, session } = model.findings
  const minor = ownLosses(model.findings).filter(
    ({ row, isSerious }) => !isSerious && !missing.includes(row),
  )
  const parts = [
    ...serious.map(({ text }) => text),
    ...(session.closed ? [] : ['the recording was cut off before its end']),
    ...missingText(missing, health.length),
    ...minor.map(({ text }) => text),
    ...disputed(model).map(
      ({ source, unexplained }) =>
        `${model.findings.agreement?.primary ?? ''} and ${source} do not agree on ${plural(unexplained, 'drop')}`,
    ),
  ]
  if (parts.length > 0) return `${capitalised(parts.join('; '))}.`
  const running = health.filter((row) => row.status === 'ok').length
  return health.length === 0
    ? 'The session does not say how its sources fared.'
    : `All ${plural(running, 'source')} worked to the end and lost nothing.`
}

const missingText = (missing: readonly HealthRow[], all: number): readonly string[] =>
  missing.length === 0
    ? []
    : [
        `${plural(missing.length, 'source')} of ${all} ${missing.length === 1 ? 'is' : 'are'} missing or partial: ${listed(missing.slice(0, 4).map((r) => r.source))}${missing.length > 4 ? ' …' : ''}`,
      ]
