/** Writes a session while it is recorded. Whatever happens to the process or the disk, what was committed can be read. */
import { createSession } from './ddl.js'
import type { DropcorrError } from './dropcorr-error.js'
import { Insertion } from './insertion.js'
import { lastWords } from './last-words.js'
import { encoderOf, PendingRows } from './pending-rows.js'
import {
  createSessionFile,
  isSameFile,
  removeSessionFiles,
  reserveSpace,
  sessionFileBytes,
} from './session-file.js'
import { SessionRoom } from './room/session-room.js'
import type { SessionInfo } from './session-info.js'
import { isSqliteError, openFlags, SqliteDatabase } from './sqlite.js'
import type { Row, TableName } from './tables.js'
import { applicationId, schemaVersion } from './version.js'
import { creationFailure, writeFailure } from './write-failure.js'

/** A recorder that is killed loses at most this much, and what waits for a commit at that moment. */
const flushIntervalMs = 500
/** A transaction starts early once this much waits: commits stay short. */
const earlyFlushBytes = 4 << 20
/** A transaction with all its pages: what does not fit is written to the log twice, a third more of all that is written. */
const cacheKiB = (2 * earlyFlushBytes) >> 10
/** Beyond this the disk is too slow: blobs (details, packets) are lost and counted, counts still kept. */
const maxBlobBacklogBytes = 96 << 20
const maxBacklogBytes = 128 << 20
/** Room on a full disk for what the sources find while they stop, and for the rows that say how it ended. */
const reserveBytes = { stopping: 4 << 20, ending: 256 << 10 }
export interface SessionWriterOptions {
  /** Replace an existing file. */
  readonly overwrite: boolean
  /** The session takes no more of the disk than about this: see room/session-room.ts. */
  readonly maxBytes?: number | undefined
}

export class SessionWriter {
  readonly path: string
  /** Resolves once, with the first write failure; never rejects, and stays pending if there is none. */
  readonly failed: Promise<DropcorrError>
  readonly #database: SqliteDatabase
  readonly #insertion: Insertion
  readonly #inode: number
  /** undefined = as large as the disk allows. */
  readonly room: SessionRoom | undefined
  readonly #releaseReserve: { readonly stopping: () => void; readonly ending: () => void }
  readonly #timer: NodeJS.Timeout
  readonly #lost = new Map<TableName, number>()
  #pending = new PendingRows()
  #inFlightBytes = 0
  #queue: Promise<void> = Promise.resolve()
  #failure: DropcorrError | undefined
  #state: 'writing' | 'last words' | 'dead' | 'closed' = 'writing'
  #reportFailure: (failure: DropcorrError) => void = () => undefined

  private constructor(
    path: string,
    inode: number,
    database: SqliteDatabase,
    room: SessionRoom | undefined,
  ) {
    this.path = path
    this.room = room
    this.#inode = inode
    this.#database = database
    this.#insertion = new Insertion(database)
    this.#releaseReserve = {
      stopping: reserveSpace(path, reserveBytes.stopping),
      ending: reserveSpace(path, reserveBytes.ending),
    }
    this.failed = new Promise((resolve) => (this.#reportFailure = resolve))
    this.#timer = setInterval(() => void this.flush(), flushIntervalMs)
    this.#timer.unref()
  }

  /** Throws DropcorrError: exit 2 if the file exists or cannot be made, 3 if SQLite cannot write it (disk full). */
  static async create(path: string, options: SessionWriterOptions): Promise<SessionWriter> {
    const inode = createSessionFile(path, options)
    const room = options.maxBytes === undefined ? undefined : new SessionRoom(options.maxBytes)
    try {
      const database = await SqliteDatabase.open(path, openFlags.write)
      database.setBusyTimeout(2000)
      // Larger pages keep blobs of 64 KiB in few of them; both pragmas must come before the first table.
      await database.exec(
        `PRAGMA page_size = 8192; PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL;
         PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -${cacheKiB};
         ${room?.pragmas ?? ''}`,
      )
      await database.exec(
        `BEGIN; ${createSession().join(';\n')}; PRAGMA user_version = ${schemaVersion}; COMMIT`,
      )
      return new SessionWriter(path, inode, database, room)
    } catch (error) {
      removeSessionFiles(path)
      throw isSqliteError(error) ? creationFailure(path, error) : error
    }
  }

  /** The first write failure, if there was one. */
  get failure(): DropcorrError | undefined {
    return this.#failure
  }

  /** Rows that could not be written, by table. */
  get lost(): ReadonlyMap<TableName, number> {
    return this.#lost
  }

  get bytesWritten(): number {
    return sessionFileBytes(this.path)
  }

  /**
   * Takes rows for the next transaction. A row replaces an older one with the same key. Blobs are kept by reference until
   * `settled` is called: do not reuse their memory before. Throws TypeError for a value that does not fit its column.
   */
  add<N extends TableName>(table: N, rows: readonly Row<N>[], settled?: () => void): void {
    const encoder = encoderOf(table)
    const encoded = rows.map((row) => encoder.values(row))
    if (this.#refuses(encoder.hasBlob)) {
      this.#countLost(table, rows.length)
      settled?.()
      return
    }
    for (const values of encoded) this.#pending.add(table, values)
    if (settled !== undefined) this.#pending.whenSettled(settled)
    if (this.#pending.bytes > earlyFlushBytes && this.#inFlightBytes === 0) void this.flush()
  }

  setInfo<K extends keyof SessionInfo>(key: K, value: SessionInfo[K]): void {
    this.add('session_info', [{ key, value: JSON.stringify(value) }])
  }

  /** Resolves when all that was added before is committed, or given up on: see `failure`. Never rejects. */
  flush(): Promise<void> {
    this.#queue = this.#queue.then(() => this.#commitPending())
    return this.#queue
  }

  /** Commits the rest and leaves one plain file, or the file and its log where the disk does not allow that. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#releaseReserve.ending()
    await this.flush()
    if (this.#state === 'closed') return
    this.#state = 'closed'
    this.#countAllLost(this.#pending)
    this.#releaseReserve.stopping()
    try {
      await this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE')
    } catch (error) {
      // Disk full, or another program reads the session now: the log stays, and readers take it into account.
      if (!isSqliteError(error)) throw error
    }
    await this.#database.close()
  }

  #refuses(isBlob: boolean): boolean {
    if (this.#state === 'dead' || this.#state === 'closed') return true
    if (this.#state === 'last words') return isBlob
    const backlog = this.#pending.bytes + this.#inFlightBytes
    const maxBlobBytes = Math.min(maxBlobBacklogBytes, this.room?.maxBacklogBytes ?? Infinity)
    return backlog > (isBlob ? maxBlobBytes : maxBacklogBytes)
  }

  async #commitPending(): Promise<void> {
    const rows = this.#pending
    if (rows.isEmpty || this.#state === 'closed') return
    this.#pending = new PendingRows()
    this.#inFlightBytes = rows.bytes
    try {
      await this.#commit(rows)
    } finally {
      rows.settle()
      this.#inFlightBytes = 0
    }
  }

  async #commit(rows: PendingRows): Promise<void> {
    try {
      if (!isSameFile(this.path, this.#inode)) {
        this.#fail(writeFailure(this.path, undefined), 'dead')
        this.#countAllLost(rows)
        return
      }
      await this.#insertion.commit(rows)
    } catch (error) {
      if (isSqliteError(error) && error.code === 'SQLITE_BUSY') {
        this.#pending.putBack(rows)
        return
      }
      await this.#commitLastWords(rows, error)
      return
    }
    await this.#makeRoom()
  }

  async #makeRoom(): Promise<void> {
    if (this.room === undefined) return
    try {
      for (const { atNs, text } of await this.room.keepWithin(this.#database)) {
        this.add('event', [{ at_ns: atNs, kind: 'limit', text }])
      }
    } catch (error) {
      // Another program reads the session just now: the next commit tries again.
      if (isSqliteError(error) && error.code === 'SQLITE_BUSY') return
      await this.#commitLastWords(new PendingRows(), error)
    }
  }

  /** Gives the reserve back to the disk at the first failure, and writes what matters most. Blobs no more. */
  async #commitLastWords(rows: PendingRows, error: unknown): Promise<void> {
    if (this.#state === 'writing') {
      this.#fail(writeFailure(this.path, error), 'last words')
      this.#releaseReserve.stopping()
      // A checkpoint would use up the reserve for pages that the log has already.
      await this.#tried(() => this.#database.exec('PRAGMA wal_autocheckpoint = 0'))
    }
    const written = new Set<TableName>()
    for (const tables of lastWords) {
      const part = rows.filtered((table) => tables.includes(table))
      if (part.isEmpty) continue
      if (await this.#tried(() => this.#insertion.commit(part))) {
        for (const table of tables) written.add(table)
      }
    }
    this.#countAllLost(rows.filtered((table) => !written.has(table)))
  }

  /** false if it failed: what it would have written is counted as lost by the caller. */
  async #tried(action: () => Promise<void>): Promise<boolean> {
    try {
      await action()
      return true
    } catch {
      // The first failure has been told; further ones are its consequences.
      return false
    }
  }

  #countAllLost(rows: PendingRows): void {
    for (const [table, count] of rows.counts()) this.#countLost(table, count)
  }

  #fail(failure: DropcorrError, state: 'last words' | 'dead'): void {
    this.#state = state
    if (this.#failure !== undefined) return
    this.#failure = failure
    this.#reportFailure(failure)
  }

  #countLost(table: TableName, rows: number): void {
    this.#lost.set(table, (this.#lost.get(table) ?? 0) + rows)
  }
}
