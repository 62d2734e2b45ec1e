import { findingCard } from '../finding-card.js'
import { findingMarkdown } from '../finding-markdown.js'
import { causeAnchor, causeKey } from '../cause-tag.js'
import { html, type Html } from '../html.js'
import type { LossShare } from '../loss-shares.js'
import { count, plural, sum } from '../quantities.js'
import type { HtmlPage, ReportSection } from '../section.js'
import { dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'causes',
  order: 50,
  title: 'Causes in full',
  question: 'What is the evidence for each cause, and what exactly helps?',

  html(model, page) {
    const { shares, limits } = page
    // 'none' says what was watched: it deserves its card, though nothing was lost.
    const none = shares.benign.filter((s) => s.finding?.cause === 'none')
    const housekeeping = shares.benign.filter((s) => s.finding?.cause !== 'none')
    const found = [...none, ...shares.losses.filter((s) => s.finding !== null)]
    if (found.length + housekeeping.length === 0) return undefined
    const { shown, more } = topOf(found, limits.cards)
    return html`${shown.map((share) => findingCard(model, share, page))}
    ${
      more > 0 &&
      html`<h3>${plural(more, 'smaller cause')}</h3>
        ${findingTable('Smaller causes', found.slice(limits.cards), page)}`
    }
    ${housekeeping.length > 0 && benign(housekeeping, page)}`
  },

  markdown(_model, { shares, limits }) {
    const found = shares.losses.filter((s) => s.finding !== null)
    if (found.length === 0) return undefined
    const cards = found.slice(0, limits.cards).map((s) => findingMarkdown(s, shares, limits))
    const more = found.length - cards.length
    return [...cards, ...(more > 0 ? [`and ${plural(more, 'smaller cause')}.`] : [])].join('\n\n')
  },
}
export default section

function benign(shares: readonly LossShare[], page: HtmlPage): Html {
  const drops = sum(shares.map((s) => s.drops))
  return html`<h3>Housekeeping</h3>
    <p>
      ${plural(drops, 'packet')} that nobody misses: the kernel frees them through the same path as
      losses.
    </p>
    ${findingTable('Housekeeping: no loss', shares, page)}`
}

function findingTable(caption: string, shares: readonly LossShare[], { limits }: HtmlPage): Html {
  const { shown, more } = topOf(shares, limits.findingRows)
  return dataTable({
    caption,
    heads: ['cause', 'packets:', 'confidence', 'what was seen'],
    rows: shown.map((share) => [
      html`<span class="tag" id="${causeAnchor(share)}"
        >${causeKey(share)} ${cut(share.name, limits.name)}</span
      >`,
      count(share.drops),
      share.finding?.confidence,
      cut(share.finding?.title ?? '', limits.sentence),
    ]),
    more,
    unit: 'causes',
  })
}
