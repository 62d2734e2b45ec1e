/** Reads a session. Trusts nothing in the file: it comes from another machine, perhaps from a stranger. */
import { columnNames, describe, quoted } from './ddl.js'
import { infoFromRows } from './info-values.js'
import { damagedSession } from './not-a-session.js'
import { openReadonly, type OpenedSession } from './open-readonly.js'
import { chunkQuery, numbersIn, type NumberChunk } from './number-columns.js'
import { PacketRecords, packetRecords } from './packet-deltas.js'
import type { SessionInfo } from './session-info.js'
import { isSqliteError, type SqliteDatabase, type SqlRow, type SqlValue } from './sqlite.js'
import type { Row, TableName } from './tables.js'
import { verifySession } from './verify.js'
import { schemaVersion } from './version.js'

// No block or text that dropcorr writes comes near this; a hostile file shall not fill the memory.
const maxValueBytes = 64 << 20

/** Rows that are objects of `sqlite3` at the same time. */
const pageRows = 8192

export type BlockTable = 'drop_block' | 'packet_block'

/** Columns that must equal these values; null means IS NULL. */
export type Where<N extends TableName> = Partial<Row<N>>

interface AheadQuery {
  rows(parameters: readonly SqlValue[]): Promise<readonly SqlRow[]>
  finalize(): Promise<void>
}

export interface RowSelection<N extends TableName> {
  readonly where?: Where<N>
  /** Default: as stored, which for tables with one integer key is in order of that key. */
  readonly orderBy?: readonly (keyof Row<N> & string)[]
}

export class SessionReader {
  readonly path: string
  readonly #opened: OpenedSession
  #schemaVersion = schemaVersion

  private constructor(path: string, opened: OpenedSession) {
    this.path = path
    this.#opened = opened
  }

  /** Of the file. */
  get schemaVersion(): number {
    return this.#schemaVersion
  }

  /**
   * Opens and verifies. Also takes a session whose recorder was killed, or still runs.
   * Throws DropcorrError with exit 4: not a session, of another version, damaged, or not readable here.
   */
  static async open(path: string): Promise<SessionReader> {
    const opened = await openReadonly(path)
    const reader = new SessionReader(path, opened)
    try {
      await harden(opened.database)
      reader.#schemaVersion = await reader.#explained(
        () => verifySession(opened.database, path, opened.fileBytes),
        schemaDamage,
      )
      return reader
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  /** Facts about the recording. `endedNs` is absent if it was cut off. */
  async info(): Promise<Partial<SessionInfo>> {
    const rows = await this.rows('session_info')
    try {
      return infoFromRows(rows)
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      throw damagedSession(this.path, error.message, error)
    }
  }

  /** All rows of a table that match, at once in memory; for tables of blobs use `blocks`. */
  async rows<N extends TableName>(
    table: N,
    selection: RowSelection<N> = {},
  ): Promise<readonly Row<N>[]> {
    if (selection.where === undefined && selection.orderBy === undefined) return this.#all(table)
    const { condition, parameters } = equalities(table, selection.where)
    const order = selection.orderBy?.map((column) => quoted(columnOf(table, column))).join(', ')
    const sql = `${selectFrom(table)} WHERE ${condition}${order === undefined ? '' : ` ORDER BY ${order}`}`
    // verifySession has checked every value against tables.ts.
    return (await this.query(sql, parameters)) as unknown as readonly Row<N>[]
  }

  /** Page by page, for `sqlite3` holds all rows of a query a second time, at ten times their size. */
  async #all<N extends TableName>(table: N): Promise<readonly Row<N>[]> {
    const rows: Row<N>[] = []
    for (let after: number | undefined; ;) {
      const condition = after === undefined ? '' : 'WHERE rowid > ?'
      const from = after === undefined ? [] : [after]
      const [end] = await this.query(
        `SELECT max(rowid) AS last FROM (SELECT rowid FROM ${quoted(table)} ${condition} ORDER BY rowid LIMIT ${pageRows})`,
        from,
      )
      if (end?.['last'] === null) return rows
      const last = this.#rowid(table, end?.['last'])
      const page = await this.query(
        `${selectFrom(table)} ${condition === '' ? 'WHERE' : `${condition} AND`} rowid <= ? ORDER BY rowid`,
        [...from, last],
      )
      // verifySession has checked every value against tables.ts.
      for (const row of page) rows.push(row as unknown as Row<N>)
      after = last
    }
  }

  /**
   * Columns of a table as numbers, in the order in which rows were stored and in bounded memory; two chunks at a time, as
   * with `blocks`.
   */
  async *numbers<N extends TableName>(
    table: N,
    columns: readonly (keyof Row<N> & string)[],
  ): AsyncGenerator<NumberChunk> {
    const next = await this.#aheadQuery(chunkQuery(table, columns, false))
    let ahead = awaitedLater(this.query(chunkQuery(table, columns, true)))
    try {
      for (;;) {
        const [row] = await ahead
        const count = Number(row?.['count'] ?? 0)
        if (count === 0) return
        ahead = next.rows([this.#rowid(table, row?.['last'])])
        yield { count, columns: columns.map((_, i) => numbersIn(String(row?.[`c${i}`]), count)) }
      }
    } finally {
      // Who stops early does not care how the chunk ahead would have come.
      await Promise.allSettled([ahead])
      await next.finalize()
    }
  }

  /** SQLite's rowids go beyond what a number holds; those that dropcorr writes never do. */
  #rowid(table: TableName, value: unknown): number {
    if (Number.isSafeInteger(value)) return Number(value)
    throw damagedSession(this.path, `table ${table} has a rowid beyond 2^53`)
  }

  /**
   * Blocks in order of id, two at a time in memory: SQLite's thread reads the next one while this one is looked at. Packets
   * come as records of packet-record.ts, however they are stored.
   */
  async *blocks<N extends BlockTable>(table: N, where?: Where<N>): AsyncGenerator<Row<N>> {
    for await (const block of this.#stored(table, where))
      yield table === 'packet_block' ? { ...block, data: packetRecords(block.data) } : block
  }

  /** Blocks of packets as `blocks` gives them, at half the price: the data of each is valid until the next is asked for. */
  async *passingPackets(where?: Where<'packet_block'>): AsyncGenerator<Row<'packet_block'>> {
    const records = new PacketRecords()
    for await (const block of this.#stored('packet_block', where))
      yield { ...block, data: records.of(block.data) }
  }

  async *#stored<N extends BlockTable>(table: N, where?: Where<N>): AsyncGenerator<Row<N>> {
    const { condition, parameters } = equalities(table, where)
    const next = await this.#aheadQuery(
      `${selectFrom(table)} WHERE id > ? AND ${condition} ORDER BY id LIMIT 1`,
    )
    let ahead = next.rows([-Number.MAX_SAFE_INTEGER, ...parameters])
    try {
      for (;;) {
        const [row] = await ahead
        if (row === undefined) return
        const block = row as unknown as Row<N>
        ahead = next.rows([block.id, ...parameters])
        yield block
      }
    } finally {
      // Who stops early does not care how the block ahead would have come.
      await Promise.allSettled([ahead])
      await next.finalize()
    }
  }

  /**
   * For rows that are read while those before are looked at. Prepared once: the package prepares and runs in two turns of
   * the event loop, and nothing would be read ahead.
   */
  async #aheadQuery(sql: string): Promise<AheadQuery> {
    const statement = await this.#explained(() => this.#opened.database.prepare(sql), pageDamage)
    return {
      rows: (parameters) =>
        awaitedLater(this.#explained(() => statement.all(parameters), pageDamage)),
      finalize: () => statement.finalize(),
    }
  }

  /** How many rows the table holds. */
  async count(table: TableName): Promise<number> {
    const [row] = await this.query(`SELECT count(*) AS rows FROM ${quoted(table)}`)
    return Number(row?.['rows'])
  }

  /** Whether the table holds any row. */
  async exists(table: TableName): Promise<boolean> {
    const [row] = await this.query(`SELECT EXISTS(SELECT 1 FROM ${quoted(table)}) AS found`)
    return row?.['found'] === 1
  }

  /**
   * Runs SQL of our own. Never build it from the session's contents, and read tables only: views are the file's.
   * Numbers beyond 2^31 as parameters are REAL to SQLite: right for comparisons, not for integer division.
   */
  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    return this.#explained(() => this.#opened.database.all(sql, parameters), pageDamage)
  }

  async close(): Promise<void> {
    await this.#opened.database.close()
    this.#opened.release()
  }

  /** A page that cannot be read is the file's fault, not ours: says what is broken. */
  async #explained<T>(action: () => Promise<T>, damage: readonly string[]): Promise<T> {
    try {
      return await action()
    } catch (error) {
      if (!isSqliteError(error) || !damage.includes(error.code)) throw error
      throw damagedSession(this.path, await this.#damage(error), error)
    }
  }

  async #damage(error: Error): Promise<string> {
    try {
      const [row] = await this.#opened.database.all('PRAGMA quick_check(1)')
      return `${error.message} (${String(row?.['quick_check']).split('\n')[0] ?? ''})`
    } catch (checkError) {
      if (!isSqliteError(checkError)) throw checkError
      return error.message
    }
  }
}

const pageDamage: readonly string[] = [
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_IOERR',
  'SQLITE_TOOBIG',
  'SQLITE_FORMAT',
]
// A schema that cannot be parsed, or that calls a function nobody should trust, is a plain error to SQLite.
const schemaDamage: readonly string[] = [...pageDamage, 'SQLITE_ERROR']

async function harden(database: SqliteDatabase): Promise<void> {
  database.setLengthLimit(maxValueBytes)
  await database.exec(
    `PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA writable_schema = OFF;
     PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0`,
  )
}

/** A promise that may fail before anybody waits for it: without this node would end the process. */
function awaitedLater<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

const selectFrom = (table: TableName): string =>
  `SELECT ${columnNames(table).map(quoted).join(', ')} FROM ${quoted(table)}`

function columnOf(table: TableName, column: string): string {
  if (Object.hasOwn(describe(table).columns, column)) return column
  throw new TypeError(`${table} has no column ${column}`)
}

function equalities(
  table: TableName,
  where: Readonly<Record<string, unknown>> | undefined,
): {
  readonly condition: string
  readonly parameters: readonly SqlValue[]
} {
  const entries = Object.entries(where ?? {})
  if (entries.length === 0) return { condition: 'TRUE', parameters: [] }
  return {
    condition: entries.map(([column]) => `${quoted(columnOf(table, column))} IS ?`).join(' AND '),
    parameters: entries.map(([, value]) => value as SqlValue),
  }
}
