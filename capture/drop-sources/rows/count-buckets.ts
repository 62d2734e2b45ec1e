/**
 * Turns cumulative counts, read now and then, into what was added per bucket of time. What came since the last
 * reading belongs to the bucket in the middle between the two; readings of one bucket make one row.
 */
export class CountBuckets {
  readonly #emit: (id: number, atNs: number, drops: number, bytes: number) => void
  #bucketNs: number
  /** By id: drops and bytes told so far, and those of the open bucket. */
  #told = new Float64Array(0)
  #open = new Float64Array(0)
  #touched: number[] = []
  #openAtNs = 0
  /** Rows of one id and start replace each other: after a bucket that was cut short the next starts later. */
  #notBeforeNs = 0
  #readAtNs: number

  constructor(
    startNs: number,
    bucketNs: number,
    emit: (id: number, atNs: number, drops: number, bytes: number) => void,
  ) {
    this.#readAtNs = startNs
    this.#bucketNs = bucketNs
    this.#emit = emit
  }

  /** Buckets that begin from now on last so long. */
  setBucket(bucketNs: number): void {
    if (bucketNs === this.#bucketNs) return
    this.split(this.#openAtNs + this.#bucketNs)
    this.#bucketNs = bucketNs
  }

  /** Closes the open bucket; what is read from now on is in one that starts at `nowNs`. */
  split(nowNs: number): void {
    this.flush()
    this.#notBeforeNs = Math.max(nowNs, this.#openAtNs + 1)
  }

  /** Takes triples of (id, cumulative drops, cumulative bytes), read at `nowNs`. Returns the drops that were added. */
  add(triples: Float64Array, nowNs: number): number {
    const middleNs = Math.max(0, (this.#readAtNs + nowNs) / 2)
    const regularAtNs = Math.floor(middleNs / this.#bucketNs) * this.#bucketNs
    const bucketAtNs = Math.max(regularAtNs, this.#notBeforeNs)
    if (bucketAtNs !== this.#openAtNs) this.flush()
    this.#openAtNs = bucketAtNs
    this.#readAtNs = nowNs
    let added = 0
    for (let i = 0; i + 2 < triples.length; i += 3) {
      const id = triples[i] ?? 0
      added += this.#addOne(id, triples[i + 1] ?? 0, triples[i + 2] ?? 0)
    }
    return added
  }

  /** Drops told for an id so far, the open bucket included. */
  dropsOf(id: number): number {
    return this.#told[id * 2] ?? 0
  }

  /** Closes the open bucket. */
  flush(): void {
    for (const id of this.#touched) {
      const at = id * 2
      this.#emit(id, this.#openAtNs, this.#open[at] ?? 0, this.#open[at + 1] ?? 0)
      this.#open[at] = 0
      this.#open[at + 1] = 0
    }
    this.#touched = []
  }

  #addOne(id: number, drops: number, bytes: number): number {
    const at = id * 2
    if (at + 1 >= this.#told.length) this.#grow(at + 2)
    const newDrops = drops - (this.#told[at] ?? 0)
    const newBytes = bytes - (this.#told[at + 1] ?? 0)
    this.#told[at] = drops
    this.#told[at + 1] = bytes
    if (newDrops === 0 && newBytes === 0) return 0
    if (this.#open[at] === 0 && this.#open[at + 1] === 0) this.#touched.push(id)
    this.#open[at] = (this.#open[at] ?? 0) + newDrops
    this.#open[at + 1] = (this.#open[at + 1] ?? 0) + newBytes
    return newDrops
  }

  #grow(length: number): void {
    const size = Math.max(1024, length * 2)
    const told = new Float64Array(size)
    const open = new Float64Array(size)
    told.set(this.#told)
    open.set(this.#open)
    this.#told = told
    this.#open = open
  }
}
