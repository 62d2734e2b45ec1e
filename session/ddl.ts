/** The SQL that makes a session's tables, derived from tables.ts. */
import type { Columns } from './column.js'
import { tables, type TableName } from './tables.js'
import { views } from './views.js'

export const tableNames = Object.keys(tables) as readonly TableName[]

/** A table's description without its row type. */
export interface TableDescription {
  readonly doc: string
  readonly columns: Columns
  readonly index?: readonly string[]
}

export const describe = (name: TableName): TableDescription => tables[name]

export const columnNames = (name: TableName): readonly string[] =>
  Object.keys(describe(name).columns)

export const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`

export function createTable(name: TableName): readonly string[] {
  const { columns, index } = describe(name)
  const keys = Object.keys(columns).filter((column) => columns[column]?.key)
  const lines = Object.entries(columns).map(([column, { sql, nullable, key }]) => {
    const primary = key && keys.length === 1 ? ' PRIMARY KEY' : ''
    return `  ${quoted(column)} ${sql}${nullable ? '' : ' NOT NULL'}${primary}`
  })
  if (keys.length > 1) lines.push(`  PRIMARY KEY (${keys.map(quoted).join(', ')})`)
  const statements = [`CREATE TABLE ${quoted(name)} (\n${lines.join(',\n')}\n)`]
  if (index !== undefined) {
    statements.push(
      `CREATE INDEX ${quoted(`${name}_by_${index.join('_')}`)} ON ${quoted(name)} (${index.map(quoted).join(', ')})`,
    )
  }
  return statements
}

/** Everything a new session file needs, in order. */
export const createSession = (): readonly string[] => [
  ...tableNames.flatMap(createTable),
  ...Object.entries(views).map(
    ([name, { select }]) => `CREATE VIEW ${quoted(name)} AS\n${select.trim()}`,
  ),
]
