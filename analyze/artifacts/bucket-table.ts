/** Counts of many owners by time, in one array: for each owner, pairs of (start ns, drops) in order of time. */
import type { NumberChunk } from '../../session/number-columns.js'

export interface OwnerBuckets {
  readonly drops: number
  readonly bytes: number
  /** Pairs of (start ns, drops), in order of time. */
  readonly pairs: Float64Array
}

export class BucketTable {
  readonly #place = new Map<number, number>()
  /** By place: rows, drops and bytes of an owner. */
  readonly #sums: number[] = []
  #pairs = new Float64Array(0)
  #from = new Uint32Array(0)

  /**
   * `rows` gives rows of the table: their owner, then the columns asked for. They are read twice, to count and to fill:
   * each is held once, in 16 bytes.
   */
  static async load(
    rows: (columns: readonly ('at_ns' | 'drops' | 'bytes')[]) => AsyncIterable<NumberChunk>,
  ): Promise<BucketTable> {
    const buckets = new BucketTable()
    for await (const { count, columns } of rows(['drops', 'bytes'])) {
      const [owners, drops, bytes] = columns
      for (let i = 0; i < count; i++)
        buckets.#count(owners?.[i] ?? 0, drops?.[i] ?? 0, bytes?.[i] ?? 0)
    }
    const next = buckets.#allot()
    for await (const { count, columns } of rows(['at_ns', 'drops'])) {
      const [owners, times, drops] = columns
      for (let i = 0; i < count; i++)
        buckets.#put(next, owners?.[i] ?? 0, times?.[i] ?? 0, drops?.[i] ?? 0)
    }
    return buckets
  }

  has(owner: number): boolean {
    return this.#place.has(owner)
  }

  /** undefined if nothing was counted. Several rows of one moment become one. */
  of(owner: number): OwnerBuckets | undefined {
    const place = this.#place.get(owner)
    if (place === undefined) return undefined
    const from = 2 * (this.#from[place] ?? 0)
    const pairs = this.#pairs.subarray(from, from + 2 * (this.#sums[3 * place] ?? 0))
    return {
      drops: this.#sums[3 * place + 1] ?? 0,
      bytes: this.#sums[3 * place + 2] ?? 0,
      pairs: isAscending(pairs) ? pairs : ordered(pairs),
    }
  }

  #count(owner: number, drops: number, bytes: number): void {
    let place = this.#place.get(owner)
    if (place === undefined) {
      place = this.#place.size
      this.#place.set(owner, place)
      this.#sums.push(0, 0, 0)
    }
    const at = 3 * place
    this.#sums[at] = (this.#sums[at] ?? 0) + 1
    this.#sums[at + 1] = (this.#sums[at + 1] ?? 0) + drops
    this.#sums[at + 2] = (this.#sums[at + 2] ?? 0) + bytes
  }

  /** Returns where the next row of each place goes. */
  #allot(): Uint32Array {
    const owners = this.#place.size
    this.#from = new Uint32Array(owners)
    let rows = 0
    for (let place = 0; place < owners; place++) {
      this.#from[place] = rows
      rows += this.#sums[3 * place] ?? 0
    }
    this.#pairs = new Float64Array(2 * rows)
    return this.#from.slice()
  }

  #put(next: Uint32Array, owner: number, atNs: number, drops: number): void {
    const place = this.#place.get(owner)
    if (place === undefined) return
    const row = next[place] ?? 0
    this.#pairs[2 * row] = atNs
    this.#pairs[2 * row + 1] = drops
    next[place] = row + 1
  }
}

function isAscending(pairs: Float64Array): boolean {
  for (let i = 2; i < pairs.length; i += 2) if ((pairs[i] ?? 0) <= (pairs[i - 2] ?? 0)) return false
  return true
}

function ordered(pairs: Float64Array): Float64Array {
  const sums = new Map<number, number>()
  for (let i = 0; i < pairs.length; i += 2)
    sums.set(pairs[i] ?? 0, (sums.get(pairs[i] ?? 0) ?? 0) + (pairs[i + 1] ?? 0))
  return Float64Array.from([...sums].sort((a, b) => a[0] - b[0]).flat())
}

/** The first `drops` of them. */
export function firstOf(all: OwnerBuckets, drops: number): OwnerBuckets {
  const pairs: number[] = []
  let left = drops
  for (let i = 0; i < all.pairs.length; i += 2) {
    const some = Math.min(left, all.pairs[i + 1] ?? 0)
    if (some <= 0) continue
    pairs.push(all.pairs[i] ?? 0, some)
    left -= some
  }
  const bytes = Math.round((all.bytes / all.drops) * drops)
  return { drops, bytes, pairs: Float64Array.from(pairs) }
}

/** What is left of `pairs` without those of `parts`, moment by moment. */
export function without(pairs: Float64Array, parts: readonly Float64Array[]): Float64Array {
  const left = new Map<number, number>()
  for (const [sign, list] of [
    [1, [pairs]],
    [-1, parts],
  ] as const) {
    for (const part of list)
      for (let i = 0; i < part.length; i += 2)
        left.set(part[i] ?? 0, (left.get(part[i] ?? 0) ?? 0) + sign * (part[i + 1] ?? 0))
  }
  const rest = [...left].filter(([, drops]) => drops > 0).sort((a, b) => a[0] - b[0])
  return Float64Array.from(rest.flat())
}
