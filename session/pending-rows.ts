/** Rows that wait for the next transaction, encoded already. */
import { rowEncoder, type RowEncoder } from './row-encoding.js'
import type { SqlValue } from './sqlite.js'
import type { TableName } from './tables.js'

export interface PendingBlobRow {
  readonly table: TableName
  readonly values: readonly SqlValue[]
}

const encoders = new Map<TableName, RowEncoder>()

export function encoderOf(table: TableName): RowEncoder {
  const known = encoders.get(table)
  if (known !== undefined) return known
  const made = rowEncoder(table)
  encoders.set(table, made)
  return made
}

export class PendingRows {
  /** Each row as a JSON array in column order. */
  readonly plain = new Map<TableName, string[]>()
  blobs: PendingBlobRow[] = []
  /** To be called once nobody reads the blobs any more. */
  #whenSettled: (() => void)[] = []
  /** About what the rows take up in memory. */
  bytes = 0

  get isEmpty(): boolean {
    return this.plain.size === 0 && this.blobs.length === 0
  }

  add(table: TableName, values: readonly SqlValue[]): void {
    if (encoderOf(table).hasBlob) {
      this.blobs.push({ table, values })
      this.bytes += blobBytes(values)
      return
    }
    const json = JSON.stringify(values)
    const rows = this.plain.get(table)
    if (rows === undefined) this.plain.set(table, [json])
    else rows.push(json)
    this.bytes += json.length + 16
  }

  whenSettled(settled: () => void): void {
    this.#whenSettled.push(settled)
  }

  /** The rows are written, given up, or put back: blobs that nobody reads any more go back to whoever added them. */
  settle(): void {
    for (const settled of this.#whenSettled) settled()
    this.#whenSettled = []
  }

  /** Number of rows by table. */
  counts(): Map<TableName, number> {
    const counts = new Map<TableName, number>()
    for (const [table, rows] of this.plain) counts.set(table, rows.length)
    for (const { table } of this.blobs) counts.set(table, (counts.get(table) ?? 0) + 1)
    return counts
  }

  /** Puts the rows of a transaction that could not run yet before the ones that came since. */
  putBack(earlier: PendingRows): void {
    for (const [table, rows] of earlier.plain) {
      this.plain.set(table, rows.concat(this.plain.get(table) ?? []))
    }
    this.blobs = earlier.blobs.concat(this.blobs)
    this.#whenSettled = earlier.#whenSettled.concat(this.#whenSettled)
    earlier.#whenSettled = []
    this.bytes += earlier.bytes
  }

  /** Only the rows of tables that `keep` takes; to be settled with these. */
  filtered(keep: (table: TableName) => boolean): PendingRows {
    const kept = new PendingRows()
    for (const [table, rows] of this.plain) if (keep(table)) kept.plain.set(table, rows)
    kept.blobs = this.blobs.filter(({ table }) => keep(table))
    return kept
  }
}

const blobBytes = (values: readonly SqlValue[]): number =>
  values.reduce<number>(
    (sum, value) => sum + (value instanceof Uint8Array ? value.byteLength : 16),
    0,
  )
