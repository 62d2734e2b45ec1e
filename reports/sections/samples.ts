import { causeKey } from '../cause-tag.js'
import { html } from '../html.js'
import { count, moment } from '../quantities.js'
import type { ReportSection } from '../section.js'
import { dataTable } from '../table.js'
import { cut } from '../visible-text.js'

/** Findings with samples, and samples of each. */
const maxFindings = 12
const maxLines = 12

const section: ReportSection = {
  name: 'samples',
  order: 110,
  title: 'Sample drops',
  question: 'What do some of the dropped packets look like?',

  html(model, { shares, limits }) {
    const some = model.samples.filter((sample) => sample.lines.length > 0)
    if (some.length === 0) return undefined
    const spanMs = model.findings.session.durationMs
    return html`${some.slice(0, maxFindings).map((sample) => {
      const share = shares.byId.get(sample.findingId)
      const lines = sample.lines.slice(0, Math.min(maxLines, limits.samples))
      const name = sample.findingId === '' ? 'no cause' : cut(sample.findingId, limits.name)
      return html`<details class="twin">
        <summary>
          ${share !== undefined && causeKey(share)} ${name}: ${count(lines.length)} of
          ${count(sample.of)}
        </summary>
        ${dataTable({
          caption: `Dropped packets of ${name}`,
          heads: ['at:', 'packet', 'interface', 'drop site', 'reason'],
          times: lines.map(({ atMs }) => ({ fromMs: atMs, toMs: atMs })),
          rows: lines.map((line) => [
            moment(line.atMs, Math.min(spanMs, 9999)),
            html`<code>${cut(line.text, limits.name * 3)}</code>`,
            cut(line.interface, limits.name),
            html`<code>${cut(line.site, limits.name)}</code>`,
            html`<code>${cut(line.reason, limits.name)}</code>`,
          ]),
        })}
      </details> `
    })}${some.length > maxFindings && html`<p class="more">and samples of ${count(some.length - maxFindings)} more findings in the session</p>`}`
  },

  markdown: () => undefined,
}
export default section
