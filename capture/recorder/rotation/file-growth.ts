/** A change takes about a second, and late rows come for three more. */
const leadTicks = 4
/** Room for what a file says at its end: the host's state once more, and health. */
const share = 0.9
/** After a change that could not be made the next is tried so many ticks later. */
const waitTicks = 10

/** Tells when a file is about to reach its size. Measured once a second. */
export class FileGrowth {
  readonly #maxBytes: number | undefined
  #bytes = 0
  #growth = 0
  #waiting = 0

  constructor(maxBytes: number | undefined) {
    this.#maxBytes = maxBytes
  }

  measure(bytes: number): void {
    if (this.#bytes > 0) this.#growth = Math.max(0, bytes - this.#bytes)
    this.#bytes = bytes
    if (this.#waiting > 0) this.#waiting -= 1
  }

  get isNearLimit(): boolean {
    if (this.#maxBytes === undefined || this.#waiting > 0) return false
    return this.#bytes + this.#growth * leadTicks >= this.#maxBytes * share
  }

  wait(): void {
    this.#waiting = waitTicks
  }
}
