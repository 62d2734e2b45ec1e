/** Buckets of drop_count: a window is a whole number of them. */
const bucketNs = 100e6

/** Columns that hold a moment. */
const moments = ['at_ns', 'from_ns', 'to_ns'] as const

/** Time of a session whose recorded part is repeated in windows. */
export class Stretch {
  readonly #fromNs: number
  readonly #toNs: number
  readonly #windows: number
  /** Length of a window. */
  readonly spanNs: number

  constructor(attachedNs: number, detachedNs: number, windows: number) {
    this.#fromNs = attachedNs
    this.#toNs = detachedNs
    this.#windows = windows
    this.spanNs = Math.ceil((detachedNs - attachedNs) / bucketNs) * bucketNs
  }

  /** How much later the base's events are in that window. */
  shift(window: number): number {
    return window * this.spanNs
  }

  /** Where a moment of a state or reading comes to lie: those within the recording are drawn out over all windows. */
  at(ns: number): number {
    const added = (this.#windows - 1) * this.spanNs
    if (ns <= this.#fromNs) return ns
    if (ns >= this.#toNs) return ns + added
    return Math.round(
      this.#fromNs +
        ((ns - this.#fromNs) / (this.#toNs - this.#fromNs)) * (this.#toNs + added - this.#fromNs),
    )
  }

  row<R extends object>(row: R): R {
    const changed = Object.fromEntries(
      moments.flatMap((name) => {
        const value = (row as Readonly<Record<string, unknown>>)[name]
        return typeof value === 'number' ? [[name, this.at(value)]] : []
      }),
    )
    return { ...row, ...changed }
  }
}
