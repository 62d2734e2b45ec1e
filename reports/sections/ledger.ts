import type { Findings, LedgerRow } from '../../analyze/finding.js'
import { countedTwice } from '../../analyze/ledger/one-loss.js'
import { isUnexplained } from '../../analyze/ledger/residue.js'
import { causeTag } from '../cause-tag.js'
import { html, type Html } from '../html.js'
import type { LossShare, LossShares } from '../loss-shares.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count, plural } from '../quantities.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { queryDetails } from '../query-details.js'
import type { ReportLimits } from '../report-limits.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const isDropWords = {
  always: 'always',
  sometimes: 'sometimes',
  never: 'no',
  unknown: 'not known',
} as const

const section: ReportSection = {
  name: 'ledger',
  order: 80,
  title: 'Counters against drop events',
  question: 'Is every counter that rose explained by drops, and every drop by a counter?',

  html(model, page) {
    const rows = model.findings.ledger
    if (rows.length === 0) return undefined
    const { shown, more } = topOf([...rows].sort(openFirst), page.limits.rows)
    const twice = oneLossSentences(model.findings, page.limits)
    return html`<p class="answer">${answerOf(rows)}</p>
      ${
        twice.length > 0 &&
        html`<ul>
          ${twice.map((sentence) => html`<li>${sentence}</li>`)}
        </ul>`
      }
      ${dataTable({
        caption: 'Counters that rose, and what explains them',
        heads: ['counter', 'where', 'a loss?', 'rose by:', 'left over:', 'explained by', 'why'],
        rows: shown.map((row) => [
          counterCell(row, page.limits),
          cut(row.scope, page.limits.name),
          isDropWords[row.isDrop],
          count(row.delta),
          leftOver(row),
          explainers(row, page),
          cut(row.residueWhy, page.limits.sentence),
        ]),
        more,
        unit: 'counters',
      })}`
  },

  markdown(model, { limits }) {
    const rows = model.findings.ledger
    if (rows.length === 0) return undefined
    const { shown, more } = topOf([...rows].sort(openFirst), limits.rows)
    return [
      answerOf(rows),
      ...oneLossSentences(model.findings, limits).map(
        (sentence) => `- ${mdText(sentence, limits.sentence)}`,
      ),
      mdTable(
        ['counter', 'where', 'rose by:', 'explained:', 'left over:', 'why'],
        shown.map((row) => [
          mdCode(row.counter, limits.name),
          mdText(row.scope, limits.name),
          count(row.delta),
          count(row.delta - row.residue),
          row.isDrop === 'never' ? 'no loss' : count(row.residue),
          mdText(row.residueWhy, limits.sentence),
        ]),
      ),
      ...(more > 0 ? [`and ${plural(more, 'more counter')}.`] : []),
    ].join('\n\n')
  },
}
export default section

/** A packet that three counters counted is one loss: who adds them up counts it three times. */
function oneLossSentences({ findings }: Findings, limits: ReportLimits): string[] {
  const all = countedTwice(findings)
  const { shown, more } = topOf(all, limits.cardRows)
  return [
    ...shown.map(({ finding, drops, counters }) => {
      const names = counters.map((counter) => cut(counter.name, limits.name)).join(', ')
      const packets = drops === 1 ? 'This packet' : `These ${count(drops)} packets`
      return `${cut(finding.cause, limits.name)}: ${packets.toLowerCase()} ${drops === 1 ? 'appears' : 'appear'} in ${counters.length} counters (${names}); ${drops === 1 ? 'it is' : 'they are'} one loss.`
    }),
    ...(more > 0 ? [`The same holds for ${plural(more, 'more finding')}.`] : []),
  ]
}

/** What nothing accounts for comes first, what means no loss last. */
const rank = (row: LedgerRow): number => (isUnexplained(row) ? 2 : row.isDrop === 'never' ? 0 : 1)
const size = (row: LedgerRow): number => (isUnexplained(row) ? Math.abs(row.residue) : row.delta)
const openFirst = (a: LedgerRow, b: LedgerRow): number => rank(b) - rank(a) || size(b) - size(a)

function answerOf(rows: readonly LedgerRow[]): string {
  const losses = rows.filter((row) => row.isDrop !== 'never')
  const open = losses.filter(isUnexplained).length
  const told = losses.filter((row) => row.residue !== 0).length - open
  const clean = losses.length - open - told
  if (losses.length === 0)
    return `${plural(rows.length, 'counter')} rose, none of them one that means a loss.`
  if (clean === losses.length)
    return losses.length === 1
      ? 'The one counter that can mean a loss and rose is explained to the last packet.'
      : `All ${count(losses.length)} counters that can mean a loss and rose are explained to the last packet.`
  const parts = [
    `${count(clean)} explained to the last packet`,
    ...(told > 0 ? [`${count(told)} with a rest that is accounted for`] : []),
    ...(open > 0 ? [`${count(open)} with something left over`] : []),
  ]
  return `${plural(losses.length, 'counter')} that can mean a loss rose: ${parts.join(', ')}.`
}

const counterCell = (row: LedgerRow, limits: ReportLimits): Html =>
  html`<code>${cut(row.counter, limits.name)}</code>
    <span class="meaning">${cut(row.meaning, limits.sentence)}</span>
    ${row.query !== '' && queryDetails(row.query, limits)}`

/** What is left of a counter that means no loss needs no explanation. */
function leftOver(row: LedgerRow): Html | string {
  if (row.isDrop === 'never') return 'no loss'
  return isUnexplained(row) ? html`<strong>${count(row.residue)}</strong>` : count(row.residue)
}

function explainers(row: LedgerRow, { shares, limits }: HtmlPage): Html {
  const { shown, more } = topOf(row.explainedBy, 4)
  return html`${shown.map((by) => {
    const found = topOf(findingsBehind(row, by, shares), 3)
    const tags = found.shown.map((share) => html`${causeTag(share, limits.name)} `)
    return html`<span class="by"
      >${tags.length === 0 ? `${cut(by.cause, limits.name)} ` : tags}${found.more > 0 && `and ${count(found.more)} more: `}${count(by.drops)}${by.site !== '' && html` <code>${cut(by.site, limits.name)}</code>`}</span
    > `
  })}${more > 0 && html`and ${count(more)} more`}`
}

/** A cause may have several findings, for example one a namespace: those that moved this counter at that site. */
function findingsBehind(
  row: LedgerRow,
  by: LedgerRow['explainedBy'][number],
  shares: LossShares,
): readonly LossShare[] {
  const ofCause = [...shares.byId.values()].filter(({ finding }) => finding?.cause === by.cause)
  const moved = ofCause.filter(({ finding }) =>
    finding?.counters.some(({ name, scope }) => name === row.counter && scope === row.scope),
  )
  const there = moved.filter(({ finding }) =>
    finding?.sites.some(({ symbol, reason }) => symbol === by.site && reason === by.reason),
  )
  return [there, moved, ofCause].find((list) => list.length > 0) ?? []
}
