import type { Finding } from '../../analyze/finding.js'
import { causeTag } from '../cause-tag.js'
import { html } from '../html.js'
import { mdCode, mdTable } from '../markdown.js'
import { count, percent, plural, sum } from '../quantities.js'
import type { ReportSection } from '../section.js'
import type { LossShares } from '../loss-shares.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'unexplained',
  order: 100,
  title: 'Unexplained',
  question: 'What is left for a human to look at?',

  html(model, { shares, limits }) {
    const left = unexplained(shares)
    const sites = topOf(sitesOf(shares), limits.rows)
    const stacks = model.samples.filter(
      (s) =>
        s.stack.length > 0 &&
        (s.findingId === '' || shares.byId.get(s.findingId)?.finding?.severity === 'unknown'),
    )
    return html`<p class="answer">${answerOf(shares.lost, left)}</p>
      ${
        sites.shown.length > 0 &&
        dataTable({
          caption: 'Drop sites without a known cause',
          heads: ['drop site', 'reason', 'drops:', 'finding'],
          rows: sites.shown.map(({ finding, symbol, reason, drops }) => {
            const share = shares.byId.get(finding.id)
            return [
              html`<code>${cut(symbol, limits.name)}</code>`,
              html`<code>${cut(reason, limits.name)}</code>`,
              count(drops),
              share === undefined ? cut(finding.id, limits.name) : causeTag(share, limits.name),
            ]
          }),
          more: sites.more,
          unit: 'sites',
        })
      }
      ${stacks.slice(0, limits.cardRows).map(
        (s) =>
          html`<h3>
              Kernel stack${s.findingId !== '' && html` of ${cut(s.findingId, limits.name)}`}
            </h3>
            <ol class="stack">
              ${s.stack.slice(0, 24).map((frame) => html`<li><code>${cut(frame, limits.name)}</code></li>`)}
            </ol> `,
      )}`
  },

  markdown(_model, { shares, limits }) {
    const sites = topOf(sitesOf(shares), limits.cardRows)
    return [
      answerOf(shares.lost, unexplained(shares)),
      ...(sites.shown.length > 0
        ? [
            mdTable(
              ['drop site', 'reason', 'drops:'],
              sites.shown.map((site) => [
                mdCode(site.symbol, limits.name),
                mdCode(site.reason, limits.name),
                count(site.drops),
              ]),
            ),
          ]
        : []),
      ...(sites.more > 0 ? [`and ${plural(sites.more, 'more site')}.`] : []),
    ].join('\n\n')
  },
}
export default section

const unexplained = (shares: LossShares): number =>
  sum(shares.losses.filter((s) => s.finding?.severity !== 'problem').map((s) => s.drops))

interface SiteOf {
  readonly finding: Finding
  readonly symbol: string
  readonly reason: string
  readonly drops: number
}

const sitesOf = (shares: LossShares): readonly SiteOf[] =>
  shares.losses
    .flatMap(({ finding }) =>
      finding === null || finding.severity !== 'unknown'
        ? []
        : finding.sites.map((site) => ({ finding, ...site })),
    )
    .sort((a, b) => b.drops - a.drops)

function answerOf(lost: number, left: number): string {
  if (lost === 0) return 'Nothing: no packet was lost.'
  if (left === 0) return 'Nothing: every lost packet has a cause.'
  return `${count(left)} of ${plural(lost, 'lost packet')} (${percent(left, lost)}) ${left === 1 ? 'has' : 'have'} no known cause.`
}
