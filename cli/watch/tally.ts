/** Intervals that a spark line looks back. */
export const historyLength = 60

/** A count by interval: in all, in the interval that is open, and in those before. */
export class Tally {
  total = 0
  #open = 0
  readonly #closed: number[] = []

  add(drops: number): void {
    this.total += drops
    this.#open += drops
  }

  /** Takes over what another counted. */
  merge(other: Tally): void {
    this.total += other.total
    this.#open += other.#open
  }

  /** Ends the interval. */
  close(): void {
    this.#closed.push(this.#open)
    if (this.#closed.length > historyLength) this.#closed.shift()
    this.#open = 0
  }

  /** In the open interval and the one before. */
  get recent(): number {
    return this.#open + this.latest
  }

  /** Of the interval closed last. */
  get latest(): number {
    return this.#closed.at(-1) ?? 0
  }

  /** Closed intervals, the newest last. */
  get history(): readonly number[] {
    return [...this.#closed]
  }
}
