import { tables, type Row, type TableName } from '../../session/tables.js'
import type { Column } from '../../session/column.js'

/** A valid row of any table, made from its description; `seed` makes keys differ. */
export function exampleRow<N extends TableName>(
  name: N,
  seed: number,
  overrides: Partial<Row<N>> = {},
): Row<N> {
  const columns: Readonly<Record<string, Column<unknown>>> = tables[name].columns
  const values = Object.entries(columns).map(([column, definition]) => [
    column,
    exampleValue(column, definition, seed),
  ])
  return { ...(Object.fromEntries(values) as Row<N>), ...overrides }
}

function exampleValue(name: string, column: Column<unknown>, seed: number): unknown {
  if (column.nullable && seed % 2 === 0) return null
  if (column.words !== undefined) return column.words[seed % column.words.length]
  if (column.json !== undefined) return column.json === 'array' ? `[${seed}]` : `{"n":${seed}}`
  if (column.sql === 'BLOB') return Uint8Array.from({ length: 64 }, (_, index) => index + seed)
  if (column.sql === 'INTEGER') return seed
  return `${name} ${seed} — ünïcode, 'quotes' and "more"\n`
}
