/** Making, replacing and removing the files of a session. */
import { randomFillSync, randomUUID } from 'node:crypto'
import {
  closeSync,
  constants,
  fchownSync,
  fstatSync,
  lstatSync,
  openSync,
  rmSync,
  statSync,
  unlinkSync,
  writevSync,
  type Stats,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { DropcorrError, exitCode } from './dropcorr-error.js'

/** What SQLite keeps beside a database while it is in use. */
const companions = ['-wal', '-shm', '-journal'] as const

/**
 * Makes an empty file of mode 0600 that did not exist before, never through a link. Under sudo it belongs
 * to the user who called sudo, so that `dropcorr report` needs no root. Returns its inode.
 */
export function createSessionFile(path: string, options: { readonly overwrite: boolean }): number {
  assertWritableName(path, options)
  if (options.overwrite) removeSessionFiles(path)
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW
  const descriptor = attempt(path, () => openSync(path, flags, 0o600))
  try {
    giveToInvoker(descriptor)
    return fstatSync(descriptor).ino
  } finally {
    closeSync(descriptor)
  }
}

/** Throws the usage error if a recording could not create `path`; creates nothing. */
export function assertWritableName(path: string, options: { readonly overwrite: boolean }): void {
  const present = statOf(path)
  if (present === undefined) {
    assertDirectory(path)
    return
  }
  if (!present.isFile()) {
    const what = present.isSymbolicLink() ? 'a symbolic link' : 'not an ordinary file'
    throw usage(path, `it is ${what}`, 'name another file with --out')
  }
  if (!options.overwrite) {
    throw usage(path, 'it exists', '--out FILE for another file, or --force to replace this one')
  }
}

/** Throws the usage error if `path` is in no directory. */
export function assertDirectory(path: string): void {
  const directory = dirname(resolve(path))
  if (statOf(directory, true)?.isDirectory() === true) return
  throw usage(path, `there is no directory ${directory}`, 'make it, or name another with --out')
}

/** Removes a session and what SQLite left beside it; no error if there is none. */
export function removeSessionFiles(path: string): void {
  for (const suffix of ['', ...companions]) rmSync(path + suffix, { force: true })
}

/** false once the file at `path` is no longer the one that was created. */
export const isSameFile = (path: string, inode: number): boolean => statOf(path)?.ino === inode

/** Bytes of the database with its write-ahead log. */
export const sessionFileBytes = (path: string): number =>
  ['', '-wal'].reduce((sum, suffix) => sum + (statOf(path + suffix)?.size ?? 0), 0)

/** A file system that compresses would not set space aside for zeros, nor for what repeats within its 128 KiB to 1 MiB. */
const randomBytes = 1 << 20

/**
 * Disk space put by, so that a full disk still takes the last rows (health, counters, the reason of the end).
 * The file has no name: its space comes back by itself when the process dies. Returns a function that frees it.
 */
export function reserveSpace(besides: string, bytes: number): () => void {
  const name = join(dirname(resolve(besides)), `.dropcorr-reserve-${randomUUID()}`)
  let descriptor: number | undefined
  try {
    const flags = constants.O_CREAT | constants.O_EXCL | constants.O_RDWR | constants.O_NOFOLLOW
    descriptor = openSync(name, flags, 0o600)
    unlinkSync(name)
    const piece = randomFillSync(new Uint8Array(Math.min(bytes, randomBytes)))
    writevSync(descriptor, new Array<Uint8Array>(Math.ceil(bytes / piece.length)).fill(piece))
  } catch {
    // Too little space for a reserve: recording goes on without one.
    if (descriptor !== undefined) closeSync(descriptor)
    return () => undefined
  }
  let open: number | undefined = descriptor
  return () => {
    if (open !== undefined) closeSync(open)
    open = undefined
  }
}

function giveToInvoker(descriptor: number): void {
  const uid = Number(process.env['SUDO_UID'])
  const gid = Number(process.env['SUDO_GID'])
  if (process.getuid?.() !== 0 || !Number.isInteger(uid) || !Number.isInteger(gid) || uid <= 0)
    return
  fchownSync(descriptor, uid, gid)
}

function statOf(path: string, follow = false): Stats | undefined {
  const found = attempt(path, () => lstatSync(path, { throwIfNoEntry: false }))
  if (!follow || found?.isSymbolicLink() !== true) return found
  return attempt(path, () => statSync(path))
}

function attempt<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw usage(path, why, 'choose a place you may write to with --out', error)
  }
}

const usage = (path: string, why: string, hint: string, cause?: unknown): DropcorrError =>
  new DropcorrError(`cannot create the session ${path}`, {
    why,
    hint,
    exitCode: exitCode.usage,
    cause,
  })
