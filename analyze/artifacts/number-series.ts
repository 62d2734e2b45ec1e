/** Rows of many owners, by owner, in columns: millions of samples without an object each. */
import type { NumberChunk } from '../../session/number-columns.js'

export class NumberSeries {
  readonly #columns: readonly Float64Array[]
  /** Row before this one of the same owner; -1 if it is the first. */
  readonly #before: Int32Array
  readonly #newest = new Map<number, number>()
  #rows = 0

  /** `rows`: how many there will be. The first column of what is added is the owner, the others are kept. */
  constructor(rows: number, columns: number) {
    this.#columns = Array.from({ length: columns }, () => new Float64Array(rows))
    this.#before = new Int32Array(rows)
  }

  add({ count, columns: [owners, ...values] }: NumberChunk): void {
    const kept = Math.min(count, this.#before.length - this.#rows)
    for (const [c, column] of this.#columns.entries())
      column.set((values[c] ?? new Float64Array(0)).subarray(0, kept), this.#rows)
    for (let i = 0; i < kept; i++) {
      const owner = owners?.[i] ?? 0
      this.#before[this.#rows + i] = this.#newest.get(owner) ?? -1
      this.#newest.set(owner, this.#rows + i)
    }
    this.#rows += kept
  }

  /** Numbers of an owner's rows, in the order in which they were added. */
  rowsOf(owner: number): readonly number[] {
    const rows: number[] = []
    for (let row = this.#newest.get(owner) ?? -1; row >= 0; row = this.#before[row] ?? -1)
      rows.push(row)
    return rows.reverse()
  }

  value(row: number, column: number): number {
    return this.#columns[column]?.[row] ?? 0
  }
}
