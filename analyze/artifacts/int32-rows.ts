/**
 * A table of 32-bit numbers that grows, in one typed array: what is used together lies together in the CPU's caches, where
 * columns (number-list.ts) would have it fetch a line of memory for each.
 */
export class Int32Rows {
  readonly #fields: number
  #values: Int32Array
  #length = 0

  constructor(fields: number) {
    this.#fields = fields
    this.#values = new Int32Array(256 * fields)
  }

  /** How many rows there are. */
  get length(): number {
    return this.#length
  }

  /** Appends a row of zeros. */
  push(): void {
    this.#length += 1
    if (this.#length * this.#fields <= this.#values.length) return
    const more = new Int32Array(this.#values.length * 2)
    more.set(this.#values)
    this.#values = more
  }

  /** 0 beyond the end. */
  at(row: number, field: number): number {
    return this.#values[row * this.#fields + field] ?? 0
  }

  /** Numbers beyond 2^31 come back less 2^32. */
  set(row: number, field: number, value: number): void {
    this.#values[row * this.#fields + field] = value
  }

  add(row: number, field: number, value: number): void {
    const at = row * this.#fields + field
    this.#values[at] = (this.#values[at] ?? 0) + value
  }
}
