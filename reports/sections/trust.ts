import { html } from '../html.js'
import { mdCode, mdTable, mdText } from '../markdown.js'
import { count } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { appendix, dataTable, topOf } from '../table.js'
import { trustOf } from '../trust.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'trust',
  order: 115,
  title: 'Can this be trusted?',
  question: 'What could the recording not see, and what did it lose itself?',

  html(model, { limits }) {
    const trust = trustOf(model)
    const { shown, more } = topOf(model.findings.health, limits.rows)
    return html`<p class="answer">${cut(trust.headline, limits.sentence)}</p>
      ${
        trust.details.length > 0 &&
        html`<ul>
          ${trust.details.slice(0, limits.rows).map((d) => html`<li>${cut(d, limits.sentence)}</li>`)}
        </ul>`
      }
      ${
        shown.length > 0 &&
        appendix(
          'Every source',
          dataTable({
            caption: 'Sources of this recording',
            heads: [
              'source',
              'status',
              'lost itself:',
              'why',
              'what that hides',
              'what would help',
            ],
            rows: shown.map((row) => [
              cut(row.source, limits.name),
              row.status,
              count(row.lost),
              cut(row.why, limits.sentence),
              row.status === 'ok' ? '' : cut(row.hides ?? '', limits.sentence),
              row.status === 'ok' ? '' : cut(row.hint ?? '', limits.sentence),
            ]),
            more,
            unit: 'sources',
          }),
        )
      }`
  },

  markdown(model, { limits }) {
    const trust = trustOf(model)
    const rows = model.findings.health
      .filter((row) => row.status !== 'ok' || row.lost > 0)
      .slice(0, limits.rows)
      .map((row) => [
        mdCode(row.source, limits.name),
        row.status,
        count(row.lost),
        mdText(row.why, limits.sentence),
        mdText(row.status === 'ok' ? '' : (row.hides ?? ''), limits.sentence),
        mdText(row.status === 'ok' ? '' : (row.hint ?? ''), limits.sentence),
      ])
    return [
      mdText(trust.headline, limits.sentence),
      ...(rows.length > 0
        ? ['', mdTable(['source', 'status', 'lost:', 'why', 'hides', 'to try'], rows)]
        : []),
    ].join('\n')
  },
}
export default section
