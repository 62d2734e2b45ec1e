/** Two readings closer than this belong to one round of reading counters. */
export const sameRoundNs = 50_000_000

/** Moments of readings, one a round: the first of each. */
export class ReadingRounds {
  readonly #times: number[] = []
  #isAscending = true

  add(atNs: number): void {
    const last = this.#times.at(-1) ?? -Infinity
    if (Math.abs(atNs - last) <= sameRoundNs) return
    if (atNs < last) this.#isAscending = false
    this.#times.push(atNs)
  }

  /** Ascending. */
  all(): readonly number[] {
    if (this.#isAscending) return this.#times
    const ordered = new ReadingRounds()
    for (const time of [...this.#times].sort((a, b) => a - b)) ordered.add(time)
    return ordered.all()
  }
}
