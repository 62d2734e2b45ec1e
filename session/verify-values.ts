/** Does a table hold what tables.ts says of its values? Checked by SQLite: no row comes here. */
import type { Column } from './column.js'
import { describe, quoted } from './ddl.js'
import { damagedSession } from './not-a-session.js'
import type { SqliteDatabase } from './sqlite.js'
import type { TableName } from './tables.js'

/** Throws DropcorrError, exit 4; SqliteError if a page cannot be read. */
export async function verifyValues(
  database: SqliteDatabase,
  path: string,
  name: TableName,
): Promise<void> {
  const { columns } = describe(name)
  await verifyColumns(database, path, name, 'NOT INDEXED', Object.keys(columns))
  // An index has copies of its columns, and SQLite reads a value from either.
  for (const index of await database.all(`PRAGMA index_list(${quoted(name)})`)) {
    const indexed = await database.all(`PRAGMA index_info(${quoted(String(index['name']))})`)
    const covered = indexed.map((column) => String(column['name']))
    const by = `INDEXED BY ${quoted(String(index['name']))}`
    await verifyColumns(database, path, name, by, covered)
  }
}

async function verifyColumns(
  database: SqliteDatabase,
  path: string,
  name: TableName,
  from: string,
  verified: readonly string[],
): Promise<void> {
  const { columns } = describe(name)
  const conditions = verified.flatMap((column) => {
    const definition = columns[column]
    return definition === undefined ? [] : [valueCondition(quoted(column), definition)]
  })
  const [row] = await database.all(
    `SELECT EXISTS(SELECT 1 FROM ${quoted(name)} ${from} WHERE NOT (${conditions.join(' AND ')})) AS bad`,
  )
  if (row?.['bad'] !== 0) throw damagedSession(path, `table ${name} holds values of the wrong type`)
}

/** SQL that is true for a value the table may hold. typeof() of a blob does not read its pages. */
function valueCondition(
  column: string,
  { sql, nullable, rounded, words, json }: Column<unknown>,
): string {
  const usual = [`typeof(${column}) = '${sql.toLowerCase()}'`]
  if (sql === 'INTEGER') usual.push(`${column} BETWEEN ${rounded ? sqliteIntegers : exactIntegers}`)
  if (words !== undefined) usual.push(`${column} IN (${words.map(literal).join(', ')})`)
  if (json !== undefined) {
    // CASE, because json_type() of what is not JSON is an error, and AND does not promise an order.
    usual.push(`CASE WHEN json_valid(${column}) THEN json_type(${column}) = '${json}' ELSE 0 END`)
  }
  const alternatives = [usual.join(' AND ')]
  // Beyond 2^63 SQLite has no integers.
  if (rounded) {
    alternatives.push(
      `typeof(${column}) = 'real' AND abs(${column}) BETWEEN 9e18 AND 18446744073709551616.0`,
    )
  }
  if (nullable) alternatives.push(`${column} IS NULL`)
  return `(${alternatives.join(' OR ')})`
}

const exactIntegers = '-9007199254740991 AND 9007199254740991'
const sqliteIntegers = '-9223372036854775807 AND 9223372036854775807'

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`
