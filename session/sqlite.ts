/**
 * The only file that touches the `sqlite3` package. Its traps are closed off here:
 * statements run in parallel by default, so that a BEGIN overtakes an INSERT → serialize() at once;
 * BigInt binds as NULL without a word (node-sqlite3 #1058), so do undefined and NaN → TypeError;
 * integers beyond 2^53 lose precision (#922) → refused, session/row-encoding.ts rounds where a table allows it;
 * close() is SQLITE_BUSY while a statement is open → open statements are finalized first.
 * Integers beyond 2^31 bind as REAL: right in a column declared INTEGER, wrong in SQL arithmetic on parameters.
 */
import sqlite3 from 'sqlite3'

export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Readonly<Record<string, unknown>>

/** An error of SQLite; `code` is 'SQLITE_FULL', 'SQLITE_CORRUPT' … */
export interface SqliteError extends Error {
  readonly code: string
}

export const isSqliteError = (error: unknown): error is SqliteError =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  error.code.startsWith('SQLITE_')

// SQLITE_OPEN_NOFOLLOW (3.31): the package has no name for it.
const openNoFollow = 0x0100_0000
export const openFlags = {
  /** An existing file, for writing; a symbolic link is refused. */
  write: sqlite3.OPEN_READWRITE | openNoFollow,
  /** A `file:` URI. */
  readUri: sqlite3.OPEN_READONLY | sqlite3.OPEN_URI,
} as const

/** A prepared statement; finalized when its database closes at the latest. */
export interface SqliteStatement {
  run(parameters: readonly SqlValue[]): Promise<void>
  all(parameters: readonly SqlValue[]): Promise<readonly SqlRow[]>
  finalize(): Promise<void>
}

export class SqliteDatabase {
  readonly #database: sqlite3.Database
  readonly #statements = new Set<SqliteStatement>()

  private constructor(database: sqlite3.Database) {
    this.#database = database
  }

  /** Throws an SqliteError. */
  static async open(filename: string, flags: number): Promise<SqliteDatabase> {
    const database = await new Promise<sqlite3.Database>((resolve, reject) => {
      const opened = new sqlite3.Database(filename, flags, (error) => {
        if (error === null) resolve(opened)
        else reject(error)
      })
    })
    database.serialize()
    return new SqliteDatabase(database)
  }

  /** Waits this long for another process's lock before SQLITE_BUSY. */
  setBusyTimeout(durationMs: number): void {
    this.#database.configure('busyTimeout', durationMs)
  }

  /** No string, blob or row may be longer than this. */
  setLengthLimit(bytes: number): void {
    this.#database.configure('limit', sqlite3.LIMIT_LENGTH, bytes)
  }

  /** Runs `work`; what still runs after `limitMs` fails with SQLITE_INTERRUPT. */
  async within<T>(limitMs: number, work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#database.interrupt(), limitMs)
    try {
      return await work()
    } finally {
      clearTimeout(timer)
    }
  }

  /** Several statements without parameters. */
  async exec(sql: string): Promise<void> {
    await promised<unknown>((done) => this.#database.exec(sql, done))
  }

  async run(sql: string, parameters: readonly SqlValue[] = []): Promise<void> {
    const bound = checked(parameters)
    await promised<unknown>((done) => this.#database.run(sql, bound, done))
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    const bound = checked(parameters)
    return promised<readonly SqlRow[]>((done) => this.#database.all<SqlRow>(sql, bound, done))
  }

  async prepare(sql: string): Promise<SqliteStatement> {
    const native = await new Promise<sqlite3.Statement>((resolve, reject) => {
      const prepared = this.#database.prepare(sql, (error: Error | null) => {
        if (error === null) resolve(prepared)
        else reject(error)
      })
    })
    const statement: SqliteStatement = {
      run: async (parameters) => {
        const bound = checked(parameters)
        await promised<unknown>((done) => native.run(bound, done))
      },
      all: async (parameters) => {
        const bound = checked(parameters)
        return promised<readonly SqlRow[]>((done) => native.all<SqlRow>(bound, done))
      },
      finalize: () => {
        if (!this.#statements.delete(statement)) return Promise.resolve()
        // finalize() reports the error of the last run once more; run() has rejected with it already.
        return new Promise((resolve) => native.finalize(() => resolve()))
      },
    }
    this.#statements.add(statement)
    return statement
  }

  async close(): Promise<void> {
    for (const statement of this.#statements) await statement.finalize()
    await promised<unknown>((done) => this.#database.close(done))
  }
}

function promised<T>(
  start: (done: (error: Error | null, value?: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error === null) resolve(value as T)
      else reject(error)
    })
  })
}

/** The parameters, or a TypeError where the package would silently store something else. */
function checked(parameters: readonly SqlValue[]): readonly unknown[] {
  return parameters.map((value: unknown, index) => {
    if (value === null || typeof value === 'string') return value
    if (typeof value === 'number') {
      if (Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value)) {
        return value
      }
      throw new TypeError(`SQL parameter ${index + 1}: ${value} is beyond 2^53 or not finite`)
    }
    if (Buffer.isBuffer(value)) return value
    // The package knows Buffers only; a plain Uint8Array would be stored as text.
    if (value instanceof Uint8Array) {
      return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    }
    throw new TypeError(
      `SQL parameter ${index + 1} is ${typeof value}: sqlite3 would store NULL or text for it`,
    )
  })
}
