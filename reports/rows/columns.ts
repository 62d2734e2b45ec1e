/** A table for other programs: the same columns in CSV and NDJSON. */
export type Cell = string | number | null

export interface RowExport {
  readonly columns: readonly string[]
  /** In order of time; each row has one cell a column. */
  readonly rows: () => AsyncIterable<readonly Cell[]>
}
