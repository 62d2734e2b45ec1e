/** Columns that a character takes on a terminal: East Asian wide ones and emoji two, combining marks none. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u
const combining = /\p{M}/u

const widthOf = (char: string): number => (combining.test(char) ? 0 : wide.test(char) ? 2 : 1)

/** Text cut to `columns`, an ellipsis at the end if something is missing; with `pad` filled up with spaces. */
export function fitted(text: string, columns: number, pad = false): string {
  let width = 0
  let cutAt = 0
  let shown = ''
  for (const char of text) {
    const next = width + widthOf(char)
    if (next > columns) return `${shown.slice(0, cutAt)}…`.padEnd(pad ? columns : 0)
    shown += char
    width = next
    if (width <= columns - 1) cutAt = shown.length
  }
  return pad ? shown + ' '.repeat(columns - width) : shown
}
