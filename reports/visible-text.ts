/**
 * Names in a report come from whoever sent the packet or named the process. What a reader could not see
 * (controls, bidi overrides, zero-width characters, lone surrogates) is shown as a symbol or an escape.
 */
const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu

export function visible(text: string): string {
  return text.replace(unseen, (char) => {
    const code = char.codePointAt(0) ?? 0
    // U+2400 … U+2421 are the symbols for the ASCII controls.
    if (code < 0x20) return String.fromCharCode(0x2400 + code)
    if (code === 0x7f) return '\u2421'
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** `visible`, but line feeds stay: for SQL, commands and Markdown in a block of their own. */
export const visibleLines = (text: string): string => text.split('\n').map(visible).join('\n')

/** Visible text of at most `max` characters, an ellipsis in place of the rest. */
export const cut = (text: string, max: number): string => shorten(text, max, visible)

export const cutLines = (text: string, max: number): string => shorten(text, max, visibleLines)

function shorten(text: string, max: number, show: (text: string) => string): string {
  // No character is two code units wide and then dropped: twice `max` units hold at least `max` characters.
  const head = text.length > 2 * max ? text.slice(0, 2 * max) : text
  const characters = Array.from(show(head))
  if (characters.length <= max && head === text) return characters.join('')
  return `${characters.slice(0, max - 1).join('')}…`
}
