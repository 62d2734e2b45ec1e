/** Is this database a session of this version, and does each table hold what tables.ts says? The file is hostile input. */
import type { Column } from './column.js'
import { describe, quoted, tableNames } from './ddl.js'
import {
  damagedSession,
  needsNewerDropcorr,
  needsOlderDropcorr,
  notASession,
} from './not-a-session.js'
import type { SqliteDatabase, SqlRow } from './sqlite.js'
import type { TableName } from './tables.js'
import { applicationId, schemaVersion } from './version.js'

/** Throws DropcorrError, exit 4; SqliteError if a page cannot be read. */
export async function verifySession(database: SqliteDatabase, path: string): Promise<void> {
  await verifyVersion(database, path)
  const kinds = await objectKinds(database)
  for (const name of tableNames) {
    await verifyTable(database, path, name, kinds.get(name))
    await verifyValues(database, path, name)
  }
}

async function verifyVersion(database: SqliteDatabase, path: string): Promise<void> {
  if ((await pragma(database, 'application_id')) !== applicationId) {
    throw notASession(path, 'it is an SQLite database of another program')
  }
  const version = await pragma(database, 'user_version')
  if (version > schemaVersion) throw needsNewerDropcorr(path, version, schemaVersion)
  if (version < schemaVersion) throw needsOlderDropcorr(path, version, schemaVersion)
}

async function pragma(database: SqliteDatabase, name: string): Promise<number> {
  const [row] = await database.all(`PRAGMA ${name}`)
  return Number(row?.[name])
}

/** Name → 'table', or what else it is: only a table of ordinary pages is safe to read. */
async function objectKinds(database: SqliteDatabase): Promise<ReadonlyMap<string, string>> {
  // A virtual table says 'table' too, but has no root page.
  const rows = await database.all(
    `SELECT name, CASE WHEN type = 'table' AND rootpage > 0 THEN 'table'
       WHEN type = 'table' THEN 'virtual table' ELSE type END AS kind FROM sqlite_master
     WHERE type IN ('table', 'view')`,
  )
  return new Map(rows.map(({ name, kind }) => [String(name), String(kind)]))
}

async function verifyTable(
  database: SqliteDatabase,
  path: string,
  name: TableName,
  kind: string | undefined,
): Promise<void> {
  if (kind === undefined) throw damagedSession(path, `it has no table ${name}`)
  if (kind !== 'table') throw damagedSession(path, `${name} is a ${kind}, not a table`)
  // hidden: 1 = of a virtual table, 2 and 3 = computed when read.
  const found = await database.all(`PRAGMA table_xinfo(${quoted(name)})`)
  const { columns } = describe(name)
  const expected = Object.entries(columns).map(([column, { sql }]) => `${column} ${sql}`)
  const actual = found.map(shownColumn)
  const difference =
    expected.find((column) => !actual.includes(column)) ??
    actual.find((column) => !expected.includes(column))
  if (difference !== undefined) {
    throw damagedSession(path, `table ${name} is not as it must be: see column ${difference}`)
  }
}

const shownColumn = ({ name, type, hidden }: SqlRow): string =>
  `${String(name)} ${String(type)}${hidden === 0 ? '' : ' (computed)'}`

async function verifyValues(
  database: SqliteDatabase,
  path: string,
  name: TableName,
): Promise<void> {
  const { columns } = describe(name)
  const conditions = Object.entries(columns).map(([column, definition]) =>
    valueCondition(quoted(column), definition),
  )
  const [row] = await database.all(
    `SELECT EXISTS(SELECT 1 FROM ${quoted(name)} NOT INDEXED WHERE NOT (${conditions.join(' AND ')})) AS bad`,
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
