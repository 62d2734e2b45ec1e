interface Count {
  drops: number
  bytes: number
}

/**
 * Counts by id and bucket of time for events that carry their own time and come slightly out of order: each CPU has
 * a queue. A bucket is told once, when it is closed; what comes later for it goes to the oldest that is open.
 */
export class TimedCounts {
  readonly #emit: (id: number, atNs: number, drops: number, bytes: number) => void
  #bucketNs: number
  /** By start, in no order; few. */
  readonly #open = new Map<number, Map<number, Count>>()
  #openFromNs = 0
  #lastStartNs = -1
  #last = new Map<number, Count>()

  constructor(
    bucketNs: number,
    emit: (id: number, atNs: number, drops: number, bytes: number) => void,
  ) {
    this.#bucketNs = bucketNs
    this.#emit = emit
  }

  add(id: number, atNs: number, drops: number, bytes: number): void {
    const bucket = this.#bucketAt(atNs)
    const count = bucket.get(id)
    if (count === undefined) {
      bucket.set(id, { drops, bytes })
    } else {
      count.drops += drops
      count.bytes += bytes
    }
  }

  /** Buckets that begin from now on last so long. */
  setBucket(bucketNs: number): void {
    if (bucketNs === this.#bucketNs) return
    this.flush()
    this.#bucketNs = bucketNs
  }

  /** Closes the buckets that end by `ns`. */
  closeUntil(ns: number): void {
    const starts = [...this.#open.keys()].filter((start) => start + this.#bucketNs <= ns)
    for (const start of starts.sort((a, b) => a - b)) this.#close(start)
  }

  /** Closes all. */
  flush(): void {
    this.closeUntil(Infinity)
  }

  #bucketAt(atNs: number): Map<number, Count> {
    const startNs = Math.max(this.#openFromNs, Math.floor(atNs / this.#bucketNs) * this.#bucketNs)
    if (startNs === this.#lastStartNs) return this.#last
    let bucket = this.#open.get(startNs)
    if (bucket === undefined) this.#open.set(startNs, (bucket = new Map<number, Count>()))
    this.#lastStartNs = startNs
    this.#last = bucket
    return bucket
  }

  #close(startNs: number): void {
    const bucket = this.#open.get(startNs)
    this.#open.delete(startNs)
    this.#lastStartNs = -1
    this.#openFromNs = Math.max(this.#openFromNs, startNs + this.#bucketNs)
    for (const [id, { drops, bytes }] of bucket ?? []) this.#emit(id, startNs, drops, bytes)
  }
}
