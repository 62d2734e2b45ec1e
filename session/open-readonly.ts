/**
 * Opens a session without changing it or its directory. The header tells how the recording ended:
 * closed (rollback journal format), or cut off (WAL format, with the newest commits in FILE-wal).
 */
import { copyFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DropcorrError } from './dropcorr-error.js'
import { cannotRead, damagedSession, notASession } from './not-a-session.js'
import {
  firstBytes,
  namesSuperJournal,
  ordinarySizes,
  type SessionSizes,
} from './ordinary-files.js'
import { isSqliteError, openFlags, SqliteDatabase } from './sqlite.js'

export interface OpenedSession {
  readonly database: SqliteDatabase
  /** Of all files that hold its pages. */
  readonly fileBytes: number
  /** Removes what opening has put aside; call after closing the database. */
  readonly release: () => void
}

const nothingToRelease = (): void => undefined

/** Opening is lazy: this replays the log, and does not read the schema. */
const readFirstPage = 'PRAGMA application_id'
/** A schema of ours takes milliseconds; pages that refer to one another make one without end from a small file. */
const schemaLimitMs = 1000

/** Throws DropcorrError, exit 4. */
export async function openReadonly(path: string): Promise<OpenedSession> {
  const { file, isWal, sizes } = inspect(path)
  const { database: databaseBytes, wal, journal } = sizes
  const fileBytes = databaseBytes + wal
  if (isWal && wal === 0 && journal === 0) {
    // Cut off, and its log was left behind or is empty. Without `immutable` SQLite would create one here.
    return { database: await open(file, 'immutable=1'), fileBytes, release: nothingToRelease }
  }
  try {
    return { database: await open(file, 'mode=ro'), fileBytes, release: nothingToRelease }
  } catch (error) {
    if (wal === 0 && journal === 0) throw readFailure(path, error)
    // A log is replayed with the help of files beside it, and this directory does not take them.
    return { ...(await openCopy(path, file, sizes, error)), fileBytes }
  }
}

interface Inspected {
  /** The file itself where `path` is a link: SQLite keeps its log beside the file. */
  readonly file: string
  readonly isWal: boolean
  readonly sizes: SessionSizes
}

function inspect(path: string): Inspected {
  try {
    const file = realpathSync(path)
    const header = firstBytes(file, 100)
    // SQLite's header: https://sqlite.org/fileformat2.html#the_database_header
    if (header.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw notASession(path, 'it is not an SQLite database')
    }
    return { file, isWal: header[18] === 2 || header[19] === 2, sizes: ordinarySizes(file) }
  } catch (error) {
    throw error instanceof DropcorrError ? error : readFailure(path, error)
  }
}

async function open(file: string, query: string): Promise<SqliteDatabase> {
  // pathToFileURL escapes '?' and '#', so that a file name cannot bring options of its own.
  const uri = `${pathToFileURL(file).href}?${query}`
  const database = await SqliteDatabase.open(uri, openFlags.readUri)
  try {
    database.setBusyTimeout(2000)
    await database.all(readFirstPage)
    await database.within(schemaLimitMs, () => database.all('SELECT count(*) FROM sqlite_master'))
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

async function openCopy(
  path: string,
  file: string,
  sizes: SessionSizes,
  reason: unknown,
): Promise<Omit<OpenedSession, 'fileBytes'>> {
  const directory = mkdtempSync(join(tmpdir(), 'dropcorr-'))
  const release = (): void => rmSync(directory, { recursive: true, force: true })
  try {
    const copy = join(directory, 'session.db')
    copyFileSync(file, copy)
    if (sizes.wal > 0) copyFileSync(`${file}-wal`, `${copy}-wal`)
    if (sizes.journal > 0) {
      copyFileSync(`${file}-journal`, `${copy}-journal`)
      if (namesSuperJournal(`${copy}-journal`)) {
        throw damagedSession(path, `${path}-journal names another file that SQLite would delete`)
      }
    }
    // Replays the log into the copy; the flags below forbid writing again.
    const replay = await SqliteDatabase.open(copy, openFlags.write)
    await replay.all(readFirstPage)
    await replay.close()
    return { database: await open(copy, 'mode=ro'), release }
  } catch (error) {
    release()
    if (error instanceof DropcorrError) throw error
    throw cannotRead(
      path,
      `the recording was cut off and its log cannot be replayed here (${messageOf(reason)}), nor in a copy (${messageOf(error)})`,
      `copy the file and its -wal to a writable directory, or set TMPDIR to one with enough space`,
      error,
    )
  }
}

function readFailure(path: string, error: unknown): Error {
  if (isSqliteError(error) && error.code === 'SQLITE_INTERRUPT') {
    return damagedSession(path, 'its schema does not come to an end', error)
  }
  if (isSqliteError(error) && ['SQLITE_NOTADB', 'SQLITE_CORRUPT'].includes(error.code)) {
    return notASession(
      path,
      'SQLite cannot read it: it is truncated, damaged or something else',
      error,
    )
  }
  return cannotRead(path, messageOf(error), 'check the path and its permissions', error)
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
