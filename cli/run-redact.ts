import { realpathSync } from 'node:fs'
import { exitCode } from '../session/dropcorr-error.js'
import { SessionReader } from '../session/reader.js'
import type { RedactOptions } from './options/redact-options.js'
import type { Terminal } from './terminal.js'
import { usageError } from './usage-error.js'
import { writeRedacted } from './write-redacted.js'

/** Writes a session that can be sent. Resolves to the exit code. */
export async function runRedact(options: RedactOptions, terminal: Terminal): Promise<number> {
  const { session, out, force, secret } = options
  const reader = await SessionReader.open(session)
  try {
    if (isSameFile(session, out))
      throw usageError('--out is the session itself', '--out clean.db', 'it would be lost')
    await writeRedacted(reader, out, secret, force)
  } finally {
    await reader.close()
  }
  terminal.err(`written: ${out}\n`)
  return exitCode.done
}

function isSameFile(a: string, b: string): boolean {
  try {
    return realpathSync(a) === realpathSync(b)
  } catch {
    // one of them is not there
    return false
  }
}
