/** Rows that later rows refer to, by id: the next file needs them again. Those used longest ago make room. */
export class RememberedRows<Id, Row> {
  readonly #limit: number
  readonly #rows = new Map<Id, Row>()
  #forgotten = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Rows that made room for others. */
  get forgotten(): number {
    return this.#forgotten
  }

  get size(): number {
    return this.#rows.size
  }

  set(id: Id, row: Row): void {
    this.#rows.delete(id)
    this.#rows.set(id, row)
    if (this.#rows.size <= this.#limit) return
    const [oldest] = this.#rows.keys()
    if (oldest === undefined) return
    this.#rows.delete(oldest)
    this.#forgotten += 1
  }

  /** The row, which is the most recently used from now on. */
  use(id: Id): Row | undefined {
    const row = this.#rows.get(id)
    if (row === undefined) return undefined
    this.#rows.delete(id)
    this.#rows.set(id, row)
    return row
  }

  values(): Iterable<Row> {
    return this.#rows.values()
  }
}
