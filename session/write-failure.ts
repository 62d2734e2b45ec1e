/** Why a session can no longer be written, in words. */
import { DropcorrError, exitCode } from './dropcorr-error.js'
import { isSqliteError } from './sqlite.js'

/** `error` is what SQLite said; undefined if the file is no longer at its path. */
export function writeFailure(path: string, error: unknown): DropcorrError {
  const { why, hint } = explain(error)
  return new DropcorrError(`cannot write the session ${path} any more`, {
    why,
    hint,
    exitCode: exitCode.incomplete,
    cause: error,
  })
}

/** A session that could not even be begun. */
export function creationFailure(path: string, error: unknown): DropcorrError {
  const { why, hint } = explain(error)
  return new DropcorrError(`cannot create the session ${path}`, {
    why,
    hint,
    exitCode: exitCode.cannotRecord,
    cause: error,
  })
}

function explain(error: unknown): { readonly why: string; readonly hint: string } {
  if (error === undefined) {
    return {
      why: 'the file was removed, moved or replaced during the recording',
      hint: 'record again and leave the file alone until the recording has ended',
    }
  }
  const message = error instanceof Error ? error.message : 'SQLite gave no reason'
  const code = isSqliteError(error) ? error.code : ''
  if (code === 'SQLITE_FULL') {
    return {
      why: 'the disk is full (or a quota is used up)',
      hint: 'free space, or --out on another disk; --no-packets takes much less of it',
    }
  }
  if (code === 'SQLITE_READONLY') {
    return { why: `the file can only be read: ${message}`, hint: '--out on a writable disk' }
  }
  return { why: message, hint: 'look for disk errors in dmesg, or --out on another disk' }
}
