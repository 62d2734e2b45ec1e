import { html, type Html, type HtmlValue } from './html.js'
import { count } from './quantities.js'

/** Milliseconds since the session's start. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
}

/** Attributes by which the page's script finds what lies in a time window. */
export const timeAttributes = (span: TimeSpan | null | undefined): Html | undefined =>
  span === null || span === undefined
    ? undefined
    : html` data-from="${Math.floor(span.fromMs)}" data-to="${Math.ceil(span.toMs)}"`

export interface TableShape {
  /** What the table shows; read out before it and shown above it. */
  readonly caption: string
  /** Heads; ':' at the end sets the column to the right. */
  readonly heads: readonly string[]
  readonly rows: readonly (readonly HtmlValue[])[]
  /** When what each row tells of happened: a time window hides the others. null = not known, stays. */
  readonly times?: readonly (TimeSpan | null)[]
  /** Rows there are beyond `rows`. */
  readonly more?: number
  /** What a row is, for 'and 312 more flows'. */
  readonly unit?: string
}

/** A table that scrolls in its own box where the page is narrower. The first cell of each row names the row. */
export function dataTable(shape: TableShape): Html {
  const { caption, heads, rows, times = [], more = 0, unit = 'rows' } = shape
  // Text is the rule: only columns of numbers and of short words carry a class.
  const classes = heads.map((head, i) =>
    head.endsWith(':') ? html` class="n"` : isShort(rows, i) ? html` class="w"` : undefined,
  )
  return html`<div class="scroll" role="group" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads.map((head, i) => html`<th scope="col" ${classes[i]}>${head.replace(/:$/, '')}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, at) =>
            html`<tr${timeAttributes(times[at])}>
              ${row.map((cell, i) =>
                i === 0
                  ? html`<th scope="row" ${classes[i]}>${cell}</th>`
                  : html`<td${classes[i]}>${cell}</td>`,
              )}
            </tr> `,
        )}
      </tbody>
    </table>
    ${more > 0 && html`<p class="more">and ${count(more)} more ${unit}</p>`}
  </div>`
}

/** Characters of a word that is not broken: most names of namespaces and interfaces, and spans of time. */
const shortWord = 20

/** Whether all cells of a column but the first, which names the row, are such words. */
const isShort = (rows: TableShape['rows'], column: number): boolean =>
  column > 0 &&
  rows.every((row) => {
    const cell = row[column]
    return typeof cell === 'string' && cell.length <= shortWord
  })

/** Reference that few readers need: folded away, and left out on paper, which says so. */
export const appendix = (summary: string, content: HtmlValue): Html =>
  html`<details class="appendix">
      <summary>${summary}</summary>
      ${content}
    </details>
    <p class="paper">${summary}: unfold it in the HTML file.</p>`

/** The table that says the same as a chart. */
export const tableTwin = (shape: TableShape & { readonly summary?: string }): Html =>
  html`<details class="twin">
    <summary>${shape.summary ?? 'The numbers as a table'}</summary>
    ${dataTable(shape)}
  </details>`

/** The first `limit` of a list and how many are left. */
export const topOf = <T>(
  list: readonly T[],
  limit: number,
  beyond = 0,
): { readonly shown: readonly T[]; readonly more: number } => ({
  shown: list.slice(0, limit),
  more: Math.max(0, list.length - limit) + beyond,
})
