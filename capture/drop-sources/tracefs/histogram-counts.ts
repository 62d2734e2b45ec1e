import type { DropTally } from './drop-tally.js'
import { parseDropHistogram } from './drop-histogram.js'

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
    const { counts, dropped } = parseDropHistogram(text)
    this.#dropped = dropped
    for (const { location, reason, protocol, drops } of counts) {
      const entry = `${location}/${reason}/${protocol}`
      const added = drops - (this.#counted.get(entry) ?? 0)
      if (added <= 0) continue
      this.#counted.set(entry, drops)
      this.#tally.key(location, reason, protocol).drops += added
      this.#drops += added
    }
  }
}
