import type { ReportModel } from '../analyze/model/report-model.js'
import { isUnexplained } from '../analyze/ledger/residue.js'
import { whoIsHurt } from './endpoints.js'
import { lossShares, type LossShare } from './loss-shares.js'
import { count, duration, percent } from './quantities.js'
import { trustOf } from './trust.js'
import { besides, verdict } from './verdict.js'
import { cut, cutLines } from './visible-text.js'
import { watched } from './watched.js'

const width = 100
const maxCauses = 8
const maxSentence = 400

/** The summary for a terminal: no colour, at most 100 columns. */
export function textReport(model: ReportModel): string {
  const { session } = model.findings
  const shares = lossShares(model.findings)
  const trust = trustOf(model)
  const found = shares.losses.filter((s) => s.drops > 0)
  const trustLines = wrap(cut(trust.headline, maxSentence))
  const rest = besides(model)
  const open = model.findings.ledger.filter(isUnexplained)
  return [
    ...(trust.level === 'lost' ? [...trustLines, ''] : []),
    ...wrap(verdict(model, shares)),
    ...wrap(
      cut(
        `${session.host}, kernel ${session.kernel}, ${session.start}, ${duration(session.durationMs)}`,
        maxSentence,
      ),
    ),
    '',
    ...found.slice(0, maxCauses).flatMap((share) => cause(share, shares.lost)),
    ...(found.length > maxCauses ? [`and ${count(found.length - maxCauses)} more.`, ''] : []),
    ...(shares.lost === 0
      ? watched(model).flatMap(([what, result]) => wrap(cut(`${what}: ${result}`, maxSentence)))
      : []),
    ...(rest === '' ? [] : wrap(rest)),
    ...(model.findings.elsewhere.state === 'found' && shares.lost > 0
      ? wrap(cut(model.findings.elsewhere.statement, maxSentence * 2))
      : []),
    ...(open.length > 0
      ? wrap(
          cut(
            `Not explained to the last packet: ${open
              .slice(0, 4)
              .map((row) => `${row.counter} (${count(row.residue)} left over)`)
              .join(
                ', ',
              )}${open.length > 4 ? ` and ${count(open.length - 4)} more counters` : ''}.`,
            maxSentence,
          ),
        )
      : []),
    ...(trust.level === 'lost' ? [] : trustLines),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n')
}

function cause(share: LossShare, lost: number): readonly string[] {
  const size = `${count(share.drops).padStart(11)}  ${percent(share.drops, lost).padStart(6)}`
  const indent = ' '.repeat(21)
  const { finding } = share
  if (finding === null) return [`${size}  ${share.name}`, '']
  const who = whoIsHurt(finding)
  const remedy = finding.remedy[0]
  return [
    `${size}  ${cut(share.name, 60)} (${finding.confidence})`,
    ...wrap(cut(finding.title, maxSentence), indent),
    ...(who === '' ? [] : wrap(`hurt: ${cut(who, maxSentence)}`, indent)),
    ...(finding.impact.state === 'unknown'
      ? []
      : wrap(`cost: ${cut(finding.impact.summary, maxSentence)}`, indent)),
    ...(remedy === undefined ? [] : wrap(`do: ${cut(remedy.what, maxSentence)}`, indent)),
    ...(remedy === undefined ? [] : command(remedy.command, indent)),
    '',
  ]
}

/** A command is to be copied, so it is never broken: rather further to the left, or left to the other formats. */
function command(text: string, indent: string): readonly string[] {
  if (text === '') return []
  const lines = cutLines(text, 4 * maxSentence).split('\n')
  const longest = Math.max(...lines.map((line) => Array.from(line).length))
  const place = [indent, '  '].find((left) => left.length + 2 + longest <= width)
  return place === undefined
    ? [`${indent}(the command is longer than a line: see the HTML or Markdown report)`]
    : lines.map((line) => `${place}$ ${line}`)
}

/** Breaks at spaces; a word longer than a line is broken too. */
export function wrap(text: string, indent = ''): readonly string[] {
  const room = width - indent.length
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((w) => pieces(w, room))) {
    if (line !== '' && Array.from(line).length + 1 + Array.from(word).length > room) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].filter((l) => l !== '').map((l) => indent + l)
}

function pieces(word: string, size: number): readonly string[] {
  const characters = Array.from(word)
  return Array.from({ length: Math.max(1, Math.ceil(characters.length / size)) }, (_, i) =>
    characters.slice(i * size, (i + 1) * size).join(''),
  )
}
