/** Numbers in /proc texts. undefined for anything else: `Number('')` would be a zero that nobody counted. */

const decimal = /^-?\d+$/
const hexadecimal = /^[0-9a-fA-F]+$/

/** Rounded above 2^53. */
export const decimalOf = (text: string | undefined): number | undefined =>
  text !== undefined && decimal.test(text) ? Number(text) : undefined

/** Without '0x', as the files of /proc/net/stat print it. */
export const hexOf = (text: string | undefined): number | undefined =>
  text !== undefined && hexadecimal.test(text) ? Number.parseInt(text, 16) : undefined

/**
 * The complete lines of a /proc text. These files end in a newline: a last line without one was cut,
 * perhaps in the middle of a number, and is left out.
 */
export function completeLines(text: string): readonly string[] {
  const lines = text.split('\n')
  lines.pop()
  return lines
}

export const words = (line: string): readonly string[] => line.trim().split(/\s+/)
