import { realpathSync, writeFileSync } from 'node:fs'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import { usageError } from './usage-error.js'

/**
 * Writes a report, over an older one.
 * @throws DropcorrError: exit code 2 where `path` is the session itself, 1 where it cannot be written
 */
export function writeReport(path: string, report: string, session: string): void {
  if (samePath(path, session)) {
    throw usageError(
      `${path} is the session`,
      '--out with another name',
      'the report would overwrite what it was made from',
    )
  }
  try {
    writeFileSync(path, report)
  } catch (error) {
    throw new DropcorrError(`cannot write ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      hint: '--out with a file in a directory you may write to, or --out - for stdout',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
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
