import type { RuledOut } from '../../analyze/finding.js'
import { html, type Html } from '../html.js'
import { mdCode, mdText } from '../markdown.js'
import { count, plural } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { appendix, dataTable, topOf } from '../table.js'
import { cut } from '../visible-text.js'

const section: ReportSection = {
  name: 'ruled-out',
  order: 90,
  title: 'Ruled out',
  question: 'Which causes were looked for and not found, and which could not be judged?',

  html(model, { limits }) {
    const { ruledOut } = model.findings
    if (ruledOut.length === 0) return undefined
    const of = (state: RuledOut['state'], caption: string): Html | undefined => {
      const { shown, more } = topOf(
        ruledOut.filter((row) => row.state === state),
        limits.findingRows,
      )
      return shown.length === 0
        ? undefined
        : dataTable({
            caption,
            heads: ['cause', state === 'clear' ? 'why it is not that' : 'what is missing'],
            rows: shown.map((row) => [cut(row.cause, limits.name), cut(row.why, limits.sentence)]),
            more,
            unit: 'causes',
          })
    }
    return html`<p class="answer">${answerOf(ruledOut)}</p>
      ${of('unknown', 'Causes that could not be judged')}
      ${
        ruledOut.some((row) => row.state === 'clear') &&
        appendix('Causes that were ruled out', of('clear', 'Causes that were ruled out'))
      }`
  },

  markdown(model, { limits }) {
    const { ruledOut } = model.findings
    if (ruledOut.length === 0) return undefined
    const unknown = ruledOut.filter((row) => row.state === 'unknown')
    const more = unknown.length - limits.cardRows
    return [
      answerOf(ruledOut),
      ...(unknown.length > 0 ? [''] : []),
      ...unknown
        .slice(0, limits.cardRows)
        .map((row) => `- ${mdCode(row.cause, limits.name)}: ${mdText(row.why, limits.sentence)}`),
      ...(more > 0 ? [`- and ${plural(more, 'more', 'more')}`] : []),
    ].join('\n')
  },
}
export default section

function answerOf(rows: readonly RuledOut[]): string {
  const unknown = rows.filter((row) => row.state === 'unknown').length
  const clear = rows.length - unknown
  return `${plural(clear, 'cause was', 'causes were')} looked for and ruled out${unknown === 0 ? '.' : `; ${count(unknown)} could not be judged, because a source was missing.`}`
}
