/** A reproducible stream of numbers (mulberry32): the same seed gives the same inputs on every machine. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** A whole number from 0 to limit - 1; 0 if limit is less than 1. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let bits = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61)
    return limit < 1 ? 0 : ((bits ^ (bits >>> 14)) >>> 0) % limit
  }

  /** Throws RangeError if there is nothing to pick from. */
  pick<T>(values: readonly T[]): T {
    const index = this.below(values.length)
    if (index >= values.length) throw new RangeError('nothing to pick from')
    // The index is within: T itself may be undefined.
    return values[index] as T
  }
}
