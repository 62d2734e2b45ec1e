import { visible, visibleLines } from './visible-text.js'

/**
 * What marks markup as made here. Registered under a name, because sections are imported dynamically and a
 * loader (tsx under mocha) may give them a copy of this module; data read from a session holds no symbols.
 */
const mark: unique symbol = Symbol.for('dropcorr.html') as never

/** Markup that is safe to place in a page as it is. Only `html`, `trusted` and `preformatted` make it. */
export interface Html {
  readonly [mark]: true
  toString(): string
}

const markup = (text: string): Html => ({ [mark]: true, toString: () => text })

const isHtml = (value: HtmlValue): value is Html =>
  typeof value === 'object' && mark in value && value[mark]

export type HtmlValue = Html | string | number | undefined | false | readonly HtmlValue[]

/** Template whose every `${…}` is escaped, for text and for quoted attributes, unless it is Html itself. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const texts = withoutIndent(parts)
  let page = texts[0] ?? ''
  values.forEach((value, i) => {
    page += markupOf(value) + (texts[i + 1] ?? '')
  })
  return markup(page)
}

/** The source's indentation is no part of the page: it would be a tenth of its bytes. */
const templates = new WeakMap<TemplateStringsArray, readonly string[]>()

function withoutIndent(parts: TemplateStringsArray): readonly string[] {
  const known = templates.get(parts)
  if (known !== undefined) return known
  const texts = parts.map((part) => part.replace(/\n\s+/g, '\n'))
  templates.set(parts, texts)
  return texts
}

/** Takes markup as it is: for SVG serialised from a DOM and for our own style sheet, never for data. */
export const trusted = (text: string): Html => markup(text)

/** Text of several lines for a `<pre>`: escaped, line feeds kept. */
export const preformatted = (text: string): Html => markup(escape(visibleLines(text)))

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) return ''
  if (isHtml(value)) return value.toString()
  if (typeof value === 'string') return escape(visible(value))
  if (typeof value === 'number') return String(value)
  return value.map(markupOf).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

const escape = (text: string): string => text.replace(/[&<>"'`]/g, (char) => entities[char] ?? char)
