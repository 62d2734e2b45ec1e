/** One transaction of pending rows. json_each takes 175k rows/s where one INSERT a row takes 12k (facts/packages.md §3). */
import { columnNames, quoted } from './ddl.js'
import type { PendingRows } from './pending-rows.js'
import { isSqliteError, type SqliteDatabase, type SqliteStatement } from './sqlite.js'
import type { TableName } from './tables.js'

// Bounds the one string that SQLite parses at a time.
const maxJsonCharacters = 1 << 20

/** Each statement wakes SQLite's thread, and that wakes ours: dearer than what a row of some kilobytes takes. */
const rowsAtOnce = 8

export class Insertion {
  readonly #database: SqliteDatabase
  readonly #statements = new Map<string, SqliteStatement>()

  constructor(database: SqliteDatabase) {
    this.#database = database
  }

  /** All rows or none. Throws an SqliteError after rolling back. */
  async commit(rows: PendingRows): Promise<void> {
    await this.#database.exec('BEGIN IMMEDIATE')
    try {
      for (const [table, encoded] of rows.plain) await this.#insertPlain(table, encoded)
      await this.#insertBlobs(rows.blobs)
      await this.#database.exec('COMMIT')
    } catch (error) {
      await this.#rollBack()
      throw error
    }
  }

  async #insertBlobs(blobs: PendingRows['blobs']): Promise<void> {
    for (let from = 0, to = 0; from < blobs.length; from = to) {
      const table = blobs[from]?.table
      if (table === undefined) return
      const isOneMore = () => to - from < rowsAtOnce && blobs[to]?.table === table
      while (isOneMore()) to += 1
      // Statements for one row and for several: not one for each number that may come.
      if (to - from < rowsAtOnce) to = from + 1
      const statement = await this.#prepared(insertValues(table, to - from))
      await statement.run(blobs.slice(from, to).flatMap(({ values }) => values))
    }
  }

  async #insertPlain(table: TableName, encoded: readonly string[]): Promise<void> {
    const statement = await this.#prepared(insertJson(table))
    for (const json of jsonArrays(encoded)) await statement.run([json])
  }

  async #prepared(sql: string): Promise<SqliteStatement> {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const made = await this.#database.prepare(sql)
    this.#statements.set(sql, made)
    return made
  }

  async #rollBack(): Promise<void> {
    try {
      await this.#database.exec('ROLLBACK')
    } catch (error) {
      // A full disk has SQLite roll back by itself; ROLLBACK then fails with the plain SQLITE_ERROR.
      if (!isSqliteError(error)) throw error
    }
  }
}

const insertValues = (table: TableName, rows: number): string => {
  const row = `(${columnNames(table)
    .map(() => '?')
    .join(', ')})`
  return `${insertInto(table)} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`
}

const insertJson = (table: TableName): string => {
  const values = columnNames(table).map((_, index) => `json_extract(value, '$[${index}]')`)
  return `${insertInto(table)} SELECT ${values.join(', ')} FROM json_each(?)`
}

const insertInto = (table: TableName): string =>
  `INSERT OR REPLACE INTO ${quoted(table)} (${columnNames(table).map(quoted).join(', ')})`

function* jsonArrays(encoded: readonly string[]): Generator<string> {
  let start = 0
  let characters = 0
  for (const [index, row] of encoded.entries()) {
    characters += row.length + 1
    if (characters >= maxJsonCharacters) {
      yield `[${encoded.slice(start, index + 1).join()}]`
      start = index + 1
      characters = 0
    }
  }
  if (start < encoded.length) yield `[${encoded.slice(start).join()}]`
}
