import { RecentMap } from '../../recent-map.js'

/**
 * Turns cumulative counts, read now and then, into what was added per bucket of time. What came since the last
 * reading belongs to the bucket in the middle between the two; readings of one bucket make one row.
 */
export class CountBuckets {
  readonly #emit: (id: number, atNs: number, drops: number, bytes: number) => void
  #bucketNs: number
  /** Where an id has its counts; undefined = at the id itself: ids are dense and few. */
  readonly #places: RecentMap<number, number> | undefined
  readonly #freePlaces: number[] = []
  #lastPlace = 0
  /** By place: drops and bytes told so far, and those of the open bucket. */
  #told = new Float64Array(0)
  #open = new Float64Array(0)
  /** Pairs of id and place. */
  #touched: number[] = []
  #openAtNs = 0
  /** Rows of one id and start replace each other: after a bucket that was cut short the next starts later. */
  #notBeforeNs = 0
  #readAtNs: number

  /** `remembered`: new ids come without end; those that have counted least recently are forgotten. */
  constructor(
    startNs: number,
    bucketNs: number,
    emit: (id: number, atNs: number, drops: number, bytes: number) => void,
    remembered?: number,
  ) {
    this.#readAtNs = startNs
    this.#bucketNs = bucketNs
    this.#emit = emit
    this.#places = remembered === undefined ? undefined : new RecentMap(remembered)
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
    this.#forget()
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

  /** Counts that there is memory for. */
  get places(): number {
    return this.#lastPlace
  }

  /** Drops told for an id so far, the open bucket included. */
  dropsOf(id: number): number {
    return this.#told[(this.#places === undefined ? id : (this.#places.get(id) ?? 0)) * 2] ?? 0
  }

  /** Closes the open bucket. */
  flush(): void {
    for (let i = 0; i < this.#touched.length; i += 2) {
      const [id = 0, place = 0] = [this.#touched[i], this.#touched[i + 1]]
      const at = place * 2
      this.#emit(id, this.#openAtNs, this.#open[at] ?? 0, this.#open[at + 1] ?? 0)
      this.#open[at] = 0
      this.#open[at + 1] = 0
    }
    this.#touched = []
  }

  #addOne(id: number, drops: number, bytes: number): number {
    const place = this.#placeOf(id)
    const at = place * 2
    if (at + 1 >= this.#told.length) this.#grow(at + 2)
    const newDrops = drops - (this.#told[at] ?? 0)
    const newBytes = bytes - (this.#told[at + 1] ?? 0)
    this.#told[at] = drops
    this.#told[at + 1] = bytes
    if (newDrops === 0 && newBytes === 0) return 0
    if (this.#open[at] === 0 && this.#open[at + 1] === 0) this.#touched.push(id, place)
    this.#open[at] = (this.#open[at] ?? 0) + newDrops
    this.#open[at + 1] = (this.#open[at + 1] ?? 0) + newBytes
    return newDrops
  }

  #placeOf(id: number): number {
    if (this.#places === undefined) return id
    let place = this.#places.get(id)
    if (place === undefined) {
      place = this.#freePlaces.pop() ?? ++this.#lastPlace
      this.#places.set(id, place)
    }
    return place
  }

  #forget(): void {
    let isFirst = true
    for (const place of this.#places?.makeRoom() ?? []) {
      // What is open is told before its place is given away.
      if (isFirst) this.split(this.#readAtNs)
      isFirst = false
      this.#told.fill(0, place * 2, place * 2 + 2)
      this.#freePlaces.push(place)
    }
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
