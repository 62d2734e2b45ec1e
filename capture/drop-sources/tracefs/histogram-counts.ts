import type { DropTally } from './drop-tally.js'
import { parseDropHistogram, type HistogramCount } from './drop-histogram.js'

/** Moves what the kernel's histogram counted since the last look into the tally. */
export class HistogramCounts {
  readonly #tally: DropTally
  readonly #counted = new Map<string, number>()
  #drops = 0
  #dropped = 0

  constructor(tally: DropTally) {
    this.#tally = tally
  }

  /** Drops in the histogram so far. */
  get drops(): number {
    return this.#drops
  }

  /** Drops that found no room in the histogram. */
  get dropped(): number {
    return this.#dropped
  }

  /** `text` is the event's `hist` file. */
  take(text: string): void {
    for (const { location, reason, protocol, added } of this.#news(text))
      this.#tally.key(location, reason, protocol).drops += added
  }

  /** Passes over what came since the last look; returns how many drops that were. */
  leaveOut(text: string): number {
    return this.#news(text).reduce((sum, { added }) => sum + added, 0)
  }

  #news(text: string): readonly (HistogramCount & { readonly added: number })[] {
    const { counts, dropped } = parseDropHistogram(text)
    this.#dropped = dropped
    return counts.flatMap((count) => {
      const entry = `${count.location}/${count.reason}/${count.protocol}`
      const added = count.drops - (this.#counted.get(entry) ?? 0)
      if (added <= 0) return []
      this.#counted.set(entry, count.drops)
      this.#drops += added
      return [{ ...count, added }]
    })
  }
}
