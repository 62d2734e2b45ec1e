/** Slots for texts that were met; two of one slot take turns. */
const slots = 512

interface KnownText {
  readonly bytes: Uint8Array
  readonly text: string
}

/**
 * Decodes short ASCII texts that come again and again (reasons, symbols, names): making a string costs many times
 * what it costs to see that it is one known already. What holds them is of fixed size.
 */
export class RecurringText {
  readonly #known = new Array<KnownText | undefined>(slots)

  /** The text from `from` to a NUL or to `end`. */
  at(bytes: Uint8Array, from: number, end: number): string {
    let hash = 0
    let stop = from
    for (; stop < end; stop++) {
      const byte = bytes[stop] ?? 0
      if (byte === 0) break
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    const slot = (hash ^ (hash >>> 16)) & (slots - 1)
    const known = this.#known[slot]
    if (known !== undefined && isSame(known.bytes, bytes, from, stop)) return known.text
    const own = bytes.slice(from, stop)
    const text = String.fromCharCode(...own)
    this.#known[slot] = { bytes: own, text }
    return text
  }
}

function isSame(known: Uint8Array, bytes: Uint8Array, from: number, end: number): boolean {
  if (known.length !== end - from) return false
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}
