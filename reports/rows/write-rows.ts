import { stringify } from 'csv-stringify/sync'
import { visible } from '../visible-text.js'
import type { Cell, RowExport } from './columns.js'

const rowsPerChunk = 1000

export type RowFormat = 'csv' | 'ndjson'

/** Writes the table in chunks; returns the number of rows. */
export async function writeRows(
  { columns, rows }: RowExport,
  format: RowFormat,
  write: (chunk: string) => Promise<void>,
): Promise<number> {
  if (format === 'csv') await write(stringify([columns]))
  const encode =
    format === 'csv' ? csv : (some: readonly (readonly Cell[])[]) => ndjson(columns, some)
  let chunk: (readonly Cell[])[] = []
  let written = 0
  for await (const row of rows()) {
    chunk.push(row)
    written++
    if (chunk.length < rowsPerChunk) continue
    await write(encode(chunk))
    chunk = []
  }
  if (chunk.length > 0) await write(encode(chunk))
  return written
}

/**
 * RFC 4180. Names are made visible, and what a spreadsheet would take for a formula gets a quote before it: an
 * interface may be called `=cmd`.
 */
const csv = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((row) => row.map((cell) => (typeof cell === 'string' ? visible(cell) : cell))),
    { escape_formulas: true },
  )

const ndjson = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  rows
    .map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null])))
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('')
