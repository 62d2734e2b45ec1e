import { closeSync, openSync, realpathSync, writeSync } from 'node:fs'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import type { Terminal } from './terminal.js'
import { usageError } from './usage-error.js'

/** A file or stdout, written in pieces. */
export interface Output {
  write(chunk: string | Uint8Array): Promise<void>
  close(): void
}

/**
 * Opens over an older file; '-' is stdout.
 * @throws DropcorrError with exit code 2: it is the session, or cannot be written; `write` throws the same
 */
export function openOutput(path: string, sessions: readonly string[], terminal: Terminal): Output {
  if (path === '-') {
    return { write: (chunk) => terminal.out(chunk), close: () => undefined }
  }
  assertNotSession(path, sessions)
  const fd = explained(path, () => openSync(path, 'w'))
  return {
    write: (chunk) => {
      const bytes = Buffer.from(chunk)
      explained(path, () => {
        for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at)
      })
      return Promise.resolve()
    },
    close: () => closeSync(fd),
  }
}

function explained<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw new DropcorrError(`cannot write ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      hint: 'name a file in a directory you may write to, or - for stdout',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
}

function assertNotSession(path: string, sessions: readonly string[]): void {
  if (!sessions.some((session) => samePath(path, session))) return
  throw usageError(
    `${path} is the session`,
    '--out with another name',
    'it would be overwritten by what is made from it',
  )
}

function samePath(path: string, session: string): boolean {
  try {
    return realpathSync(path) === realpathSync(session)
  } catch (error) {
    // Not there yet, so it is not the session.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
