/**
 * Breaks text at blanks into lines of at most `width` characters, `indent` before the first, `hanging` before the
 * others. A word longer than a line stands alone on it, unbroken: it may be a command to copy.
 */
export function wrapped(
  text: string,
  width: number,
  indent: string,
  hanging = indent,
): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    const room = width - (lines.length === 0 ? indent : hanging).length
    if (line !== '' && Array.from(line).length + 1 + Array.from(word).length > room) {
      lines.push(line)
      line = word
    } else {
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, line].map((each, index) => (index === 0 ? indent : hanging) + each)
}
