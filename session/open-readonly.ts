/**
 * Opens a session without changing it or its directory. The header tells how the recording ended:
 * closed (rollback journal format), or cut off (WAL format, with the newest commits in FILE-wal).
 */
import { closeSync, copyFileSync, mkdtempSync, openSync, readSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { cannotRead, notASession } from './not-a-session.js'
import { isSqliteError, openFlags, SqliteDatabase } from './sqlite.js'

export interface OpenedSession {
  readonly database: SqliteDatabase
  /** Removes what opening has put aside; call after closing the database. */
  readonly release: () => void
}

const nothingToRelease = (): void => undefined

/** Throws DropcorrError, exit 4. */
export async function openReadonly(path: string): Promise<OpenedSession> {
  const header = readHeader(path)
  const journal = sizeOf(`${path}-journal`)
  const log = sizeOf(`${path}-wal`)
  if (header.isWal && log === 0 && journal === 0) {
    // Cut off, and its log was left behind or is empty. Without `immutable` SQLite would create one here.
    return { database: await open(path, 'immutable=1'), release: nothingToRelease }
  }
  try {
    return { database: await open(path, 'mode=ro'), release: nothingToRelease }
  } catch (error) {
    if (log === 0 && journal === 0) throw readFailure(path, error)
    // A log is replayed with the help of files beside it, and this directory does not take them.
    return openCopy(path, error)
  }
}

/** SQLite's first 100 bytes: https://sqlite.org/fileformat2.html#the_database_header */
function readHeader(path: string): { readonly isWal: boolean } {
  const header = Buffer.alloc(100)
  try {
    const descriptor = openSync(path, 'r')
    try {
      readSync(descriptor, header, 0, header.length, 0)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    throw readFailure(path, error)
  }
  if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
    throw notASession(path, 'it is not an SQLite database')
  }
  return { isWal: header[18] === 2 || header[19] === 2 }
}

async function open(path: string, query: string): Promise<SqliteDatabase> {
  // pathToFileURL escapes '?' and '#', so that a file name cannot bring options of its own.
  const uri = `${pathToFileURL(resolve(path)).href}?${query}`
  const database = await SqliteDatabase.open(uri, openFlags.readUri)
  try {
    database.setBusyTimeout(2000)
    // Opening is lazy: this reads the first page, and replays the log.
    await database.all('SELECT count(*) FROM sqlite_master')
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openCopy(path: string, reason: unknown): Promise<OpenedSession> {
  const directory = mkdtempSync(join(tmpdir(), 'dropcorr-'))
  const release = (): void => rmSync(directory, { recursive: true, force: true })
  try {
    const copy = join(directory, 'session.db')
    for (const suffix of ['', '-wal', '-journal']) {
      if (suffix === '' || sizeOf(path + suffix) > 0) copyFileSync(path + suffix, copy + suffix)
    }
    // Replays the log into the copy; the flags below forbid writing again.
    const replay = await SqliteDatabase.open(copy, openFlags.write)
    await replay.all('SELECT count(*) FROM sqlite_master')
    await replay.close()
    return { database: await open(copy, 'mode=ro'), release }
  } catch (error) {
    release()
    throw cannotRead(
      path,
      `the recording was cut off and its log cannot be replayed here (${messageOf(reason)}), nor in a copy (${messageOf(error)})`,
      `copy the file and its -wal to a writable directory, or set TMPDIR to one with enough space`,
      error,
    )
  }
}

function readFailure(path: string, error: unknown): Error {
  if (isSqliteError(error) && ['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(error.code)) {
    return notASession(
      path,
      'SQLite cannot read it: it is truncated, damaged or something else',
      error,
    )
  }
  return cannotRead(path, messageOf(error), 'check the path and its permissions', error)
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
