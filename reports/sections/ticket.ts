import { html, preformatted } from '../html.js'
import type { ReportSection } from '../section.js'

const section: ReportSection = {
  name: 'ticket',
  order: 140,
  title: 'For your ticket',
  question: 'How do I pass this on?',

  html(_model, { markdown }) {
    return html`<p>
        The report as Markdown, to paste into an issue or a mail. It names hosts, addresses and
        processes.
      </p>
      <details class="ticket">
        <summary>Markdown</summary>
        <pre>${preformatted(markdown)}</pre>
      </details>`
  },

  markdown: () => undefined,
}
export default section
