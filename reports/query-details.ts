import { html, preformatted, type Html } from './html.js'
import type { ReportLimits } from './report-limits.js'
import { cutLines } from './visible-text.js'

/** The SQL that shows a value again, folded away. */
export const queryDetails = (query: string, limits: ReportLimits): Html =>
  html`<details>
    <summary>query</summary>
    <pre><code>${preformatted(cutLines(query, limits.query))}</code></pre>
  </details>`
