/** Is this database a session of this version, and does each table hold what tables.ts says? The file is hostile input. */
import { createTable, describe, quoted, tableNames } from './ddl.js'
import {
  damagedSession,
  needsNewerDropcorr,
  needsOlderDropcorr,
  notASession,
} from './not-a-session.js'
import type { SqliteDatabase, SqlRow } from './sqlite.js'
import type { TableName } from './tables.js'
import { verifyValues } from './verify-values.js'
import { applicationId, oldestReadableVersion, schemaVersion } from './version.js'

/** The file's schema version. Throws DropcorrError, exit 4; SqliteError if a page cannot be read. `fileBytes`: of all files that hold its pages. */
export async function verifySession(
  database: SqliteDatabase,
  path: string,
  fileBytes: number,
): Promise<number> {
  const version = await verifyVersion(database, path)
  await verifyPageCount(database, path, fileBytes)
  const kinds = await objectKinds(database)
  for (const name of tableNames) {
    await verifyTable(database, path, name, kinds.get(name))
    await verifyDefinition(database, path, name)
    await verifyPages(database, path, name)
    await verifyValues(database, path, name)
  }
  return version
}

async function verifyVersion(database: SqliteDatabase, path: string): Promise<number> {
  if ((await pragma(database, 'application_id')) !== applicationId) {
    throw notASession(path, 'it is an SQLite database of another program')
  }
  const version = await pragma(database, 'user_version')
  if (version > schemaVersion) throw needsNewerDropcorr(path, version, schemaVersion)
  if (version < oldestReadableVersion)
    throw needsOlderDropcorr(path, version, oldestReadableVersion)
  return version
}

async function pragma(database: SqliteDatabase, name: string): Promise<number> {
  const [row] = await database.all(`PRAGMA ${name}`)
  return Number(row?.[name])
}

// What a recorder appends after the file's size was asked for, and pages of a log that are free.
const sparePages = 1024

/** SQLite sets memory aside for each page that a file claims to have. */
async function verifyPageCount(
  database: SqliteDatabase,
  path: string,
  fileBytes: number,
): Promise<void> {
  const pages = await pragma(database, 'page_count')
  const pageBytes = await pragma(database, 'page_size')
  if (pages > (2 * fileBytes) / pageBytes + sparePages)
    throw damagedSession(path, `it claims ${pages} pages, more than the file can hold`)
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

/**
 * The very SQL that dropcorr made the table with, and no index besides: constraints, expressions and indexes of a
 * stranger run and mislead whoever reads. What else the file holds is never looked at.
 */
async function verifyDefinition(
  database: SqliteDatabase,
  path: string,
  name: TableName,
): Promise<void> {
  const rows = await database.all(
    `SELECT name, sql FROM sqlite_master WHERE tbl_name = ? COLLATE NOCASE
       AND type IN ('table', 'index') AND sql IS NOT NULL`,
    [name],
  )
  const expected = createTable(name)
  const other = rows.find(({ sql }) => !expected.includes(String(sql)))
  if (other !== undefined)
    throw damagedSession(path, `${visibleName(other)} is not as dropcorr makes it`)
  if (rows.length < expected.length) throw damagedSession(path, `an index of ${name} is missing`)
}

const visibleName = ({ name }: SqlRow): string => JSON.stringify(String(name).slice(0, 60))

/**
 * Each page of the table is used once. Without that a small file could hold rows and texts without end: pages that
 * refer to one another. Costs about as much as reading the table once.
 */
async function verifyPages(database: SqliteDatabase, path: string, name: TableName): Promise<void> {
  const [row] = await database.all(`PRAGMA quick_check(${quoted(name)})`)
  if (row?.['quick_check'] === 'ok') return
  // The first line names the database only.
  const what = String(row?.['quick_check'])
    .split('\n')
    .find((line) => !line.startsWith('***'))
  throw damagedSession(path, `table ${name} has damaged pages (${what ?? 'of unknown kind'})`)
}
