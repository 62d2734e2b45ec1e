/** What lies at the name of a session and beside it, before SQLite opens any of it: opening a FIFO waits for ever. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'

/** Bytes in the files that SQLite reads; 0 = there is no such file. */
export interface SessionSizes {
  readonly database: number
  readonly wal: number
  readonly journal: number
}

/** Throws an Error that says what stands in the way. */
export function ordinarySizes(path: string): SessionSizes {
  return {
    database: lstatSync(path).size,
    wal: companionSize(`${path}-wal`),
    journal: companionSize(`${path}-journal`),
  }
}

/** A link could lead to a file of another program: SQLite makes none. */
function companionSize(path: string): number {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isFile()) throw new Error(`${path} beside it is not an ordinary file`)
  return found.size
}

/** The first bytes of a file, fewer where it is shorter. Throws an Error if it is no ordinary file. */
export function firstBytes(path: string, count: number): Buffer {
  // Without waiting for the other end of a FIFO, or for a device.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = fstatSync(descriptor)
    if (found.isDirectory()) throw new Error('it is a directory')
    if (!found.isFile()) throw new Error('it is not an ordinary file')
    return bytesAt(descriptor, 0, count)
  } finally {
    closeSync(descriptor)
  }
}

const journalMagic = Buffer.from('d9d505f920a163d7', 'hex')

/**
 * Whether a rollback journal ends with the name of a super-journal. SQLite DELETES the file of that name once it has
 * rolled back. A session is one database, so that its journals never have one.
 * https://sqlite.org/fileformat2.html#the_rollback_journal
 */
export function namesSuperJournal(journal: string): boolean {
  const descriptor = openSync(journal, 'r')
  try {
    const start = Math.max(0, fstatSync(descriptor).size - journalMagic.length)
    return bytesAt(descriptor, start, journalMagic.length).equals(journalMagic)
  } finally {
    closeSync(descriptor)
  }
}

function bytesAt(descriptor: number, position: number, count: number): Buffer {
  const bytes = Buffer.alloc(count)
  return bytes.subarray(0, readSync(descriptor, bytes, 0, count, position))
}
