import type { ComparedFinding, Comparison } from '../../analyze/compare/compare.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count, duration } from '../quantities.js'
import {
  markdownCapBytes,
  markdownLimits,
  renderWithin,
  type ReportLimits,
} from '../report-limits.js'
import { wrap } from '../text-report.js'
import { cut } from '../visible-text.js'
import { changeWords, factor, rate, verdictOfDiff } from './words.js'

const maxRows = 60
const maxName = 64
const maxSentence = 400

/** For a terminal: no colour, at most 100 columns. */
export function textDiff(diff: Comparison): string {
  const losses = problemsOf(diff)
  return [
    ...wrap(verdictOfDiff(diff)),
    ...diff.cautions.flatMap((text) => wrap(`Compare with care: ${cut(text, maxSentence)}`)),
    '',
    ...losses
      .slice(0, maxRows)
      .flatMap((f) => [
        ...headLines(f),
        ...wrap(
          `${count(f.before.drops)} (${rate(f.before.perSecond)}) before, ${count(f.after.drops)} (${rate(f.after.perSecond)}) after ${factor(f)}`.trimEnd(),
          ' '.repeat(16),
        ),
        ...(f.change === 'gone' ? [] : wrap(cut(f.title, maxSentence), ' '.repeat(16))),
      ]),
    ...(losses.length > maxRows ? [`and ${count(losses.length - maxRows)} more.`] : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

/** The change stands in a column of its own before the name. */
function headLines({ change, cause, netns }: ComparedFinding): readonly string[] {
  const [first = '', ...more] = wrap(
    `${cut(cause, maxName)} in ${cut(netns, maxName)}`,
    ' '.repeat(16),
  )
  return [`${changeWords[change].padStart(14)}  ${first.trimStart()}`, ...more]
}

/** Below 60 KB whatever the sessions. */
export const markdownDiff = (diff: Comparison): Promise<string> =>
  renderWithin(markdownCapBytes, markdownLimits, (limits) => markdownOf(diff, limits))

function markdownOf(diff: Comparison, limits: ReportLimits): string {
  const { findingRows: maxRows, name: maxName, sentence: maxSentence } = limits
  const losses = problemsOf(diff)
  const { before, after } = diff
  return [
    `# ${mdText(verdictOfDiff(diff), maxSentence)}`,
    '',
    `Before: ${mdCode(before.file, maxName)}, ${mdText(before.start, maxName)}, ${duration(before.durationMs)}. After: ${mdCode(after.file, maxName)}, ${mdText(after.start, maxName)}, ${duration(after.durationMs)}.`,
    '',
    ...diff.cautions.map((text) => `- Compare with care: ${mdText(text, maxSentence)}`),
    '',
    ...(losses.length === 0
      ? ['Neither recording lost a packet that somebody would miss.']
      : [
          mdTable(
            ['cause', 'change', 'before:', 'after:', 'before, per s:', 'after, per s:', 'what'],
            losses
              .slice(0, maxRows)
              .map((f) => [
                mdCode(f.cause, maxName),
                changeWords[f.change],
                count(f.before.drops),
                count(f.after.drops),
                rate(f.before.perSecond, ''),
                rate(f.after.perSecond, ''),
                mdText(f.title, maxSentence),
              ]),
          ),
        ]),
    ...(losses.length > maxRows ? ['', `and ${count(losses.length - maxRows)} more.`] : []),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

const problemsOf = ({ findings }: Comparison): readonly ComparedFinding[] =>
  findings.filter(({ severity }) => severity !== 'benign')
