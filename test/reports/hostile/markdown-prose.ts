/** What of Markdown is no code: there a reader's browser sees links, images, mentions and HTML (CommonMark 6). */
export function proseOf(markdown: string): string {
  const outside = markdown.replace(/^(`{3,})[^\n]*\n[^]*?\n\1$/gm, '')
  return outside.split('\n').map(proseOfLine).join('\n')
}

/** Code spans are left out, escaped characters become a dot. */
function proseOfLine(line: string): string {
  let prose = ''
  for (let i = 0; i < line.length; i++) {
    if (line[i] === '\\') {
      prose += '.'
      i++
    } else if (line[i] === '`') {
      const run = /^`+/.exec(line.slice(i))?.[0] ?? ''
      const rest = line.slice(i + run.length)
      const close = rest.search(new RegExp(`(?<!\`)\`{${run.length}}(?!\`)`))
      if (close >= 0) i += close + 2 * run.length - 1
      else {
        prose += run
        i += run.length - 1
      }
    } else prose += line[i] ?? ''
  }
  return prose
}

/** Everything in it that GitHub, GitLab or Jira would make more of than text. */
export const activeMarkdown = (markdown: string): readonly string[] =>
  Array.from(
    proseOf(markdown).matchAll(
      /<[a-z/!?][^\n]{0,40}|\]\([^\n]{0,40}|!\[|https?:\/\/\S{0,40}|(?<![\w.])@\w+|&(?:\w+|#\d+);/gi,
    ),
    ([found]) => found,
  )
