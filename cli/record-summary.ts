import { createColors } from 'picocolors'
import type { RecordResult } from '../capture/record-options.js'
import type { Finding, Findings } from '../analyze/finding.js'
import { visible } from '../reports/visible-text.js'
import type { SessionInfo } from '../session/session-info.js'
import { costText } from './cost-text.js'
import { plural } from './progress/progress-text.js'
import { shellWord } from '../analyze/attribution/shell.js'

const shownCauses = 3

/** What ends a recording: the three top causes, its own cost, and the command for the whole report. */
export async function recordSummary(
  path: string,
  result: RecordResult,
  color: boolean,
): Promise<string> {
  const [{ SessionReader }, { analyze }] = await Promise.all([
    import('../session/reader.js'),
    import('../analyze/analyze.js'),
  ])
  const reader = await SessionReader.open(path)
  try {
    const { findings } = await analyze(reader)
    const { cost } = await reader.info()
    return summaryText(path, findings, { ...result, cost }, color)
  } finally {
    await reader.close()
  }
}

/** The summary as text; `findings` most important first. */
export function summaryText(
  path: string,
  { totals, findings, session }: Findings,
  result: RecordResult & { readonly cost?: SessionInfo['cost'] | undefined },
  color: boolean,
): string {
  const { bold, yellow } = createColors(color)
  const problems = findings.filter((finding) => finding.severity !== 'benign' && finding.drops > 0)
  const shown = problems.slice(0, shownCauses)
  const rest = problems.length - shown.length
  return [
    bold(`recorded ${(session.durationMs / 1000).toFixed(1)} s: ${lossText(totals)}`),
    ...shown.flatMap(causeLines),
    ...(rest === 0 ? [] : [`  and ${plural(rest, 'more cause')}`]),
    ...(totals.lostDetails === 0
      ? []
      : [
          yellow(
            `details of ${plural(totals.lostDetails, 'drop')} were left out; they are counted all the same`,
          ),
        ]),
    ...(result.complete
      ? []
      : [yellow('not everything could be recorded: the report says what is missing')]),
    ...(result.cost === undefined
      ? []
      : [costText(result.cost, { durationMs: session.durationMs, drops: totals.drops })]),
    `report: ${bold(`${invokedAs()} report ${shellWord(path)}`)}`,
    '',
  ].join('\n')
}

function lossText({ drops, problem, benign, unexplained, masked }: Findings['totals']): string {
  if (drops === 0) return 'no packet was dropped'
  const parts = [
    [problem, 'a problem'],
    [benign, 'benign'],
    [unexplained, 'unexplained'],
    [masked, 'masked'],
  ] as const
  const named = parts.flatMap(([count, what]) =>
    count > 0 ? [`${count.toLocaleString('en-US')} ${what}`] : [],
  )
  return `${plural(drops, 'packet')} dropped (${named.join(', ')})`
}

const causeLines = (finding: Finding, index: number): readonly string[] => [
  `  ${index + 1}. ${finding.cause} (${finding.confidence}): ${plural(finding.drops, 'packet')}`,
  `     ${visible(finding.title)}`,
]

/** The launcher tells how it was called, so that the printed command works when pasted. */
const invokedAs = (): string => shellWord(process.env.DROPCORR_COMMAND ?? 'dropcorr')
