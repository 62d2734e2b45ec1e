import { cut } from './visible-text.js'

/** What GitHub and others turn into a link or a mention by themselves: shown as code instead. */
const autolinked = /(?:https?:\/\/|ftp:\/\/|www\.)\S+|@[\w-]+|#\d+|\b[\w.+-]+@[\w-]+\.[\w.-]+/gi

/** Prose with hostile names in it: nothing in it is Markdown or HTML any more. */
export function mdText(text: string, max: number): string {
  const shown = cut(text, max)
  let result = ''
  let from = 0
  for (const match of shown.matchAll(autolinked)) {
    result += escapeProse(shown.slice(from, match.index)) + mdCode(match[0], max)
    from = match.index + match[0].length
  }
  return result + escapeProse(shown.slice(from))
}

const escapeProse = (text: string): string =>
  text
    .replace(/[\\`*_[\]<>|~&]/g, '\\$&')
    // At the start of a line these would make a heading, a list or a rule.
    .replace(/^(\s*)([#+\-=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2')

/** A name or value as code. */
export function mdCode(text: string, max: number): string {
  const shown = cut(text, max)
  if (shown.trim() === '') return shown === '' ? '' : `\` ${shown} \``
  const fence = '`'.repeat(longestRun(shown) + 1)
  const pad = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  return `${fence}${pad}${shown}${pad}${fence}`
}

/** A command or query in a block of its own. */
export function mdBlock(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

const longestRun = (text: string): number =>
  Math.max(0, ...Array.from(text.matchAll(/`+/g), (run) => run[0].length))

/** Cells must be Markdown already; their pipes are escaped here, as tables demand even within code. Columns whose head ends in ':' are set to the right. */
export function mdTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|')).join(' | ')} |`
  return [
    line(heads.map((head) => head.replace(/:$/, ''))),
    line(heads.map((head) => (head.endsWith(':') ? '---:' : '---'))),
    ...rows.map(line),
  ].join('\n')
}
