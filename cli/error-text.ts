import { DropcorrError, exitCode, type ExitCode } from '../session/dropcorr-error.js'
import { visible } from '../reports/visible-text.js'

const bugTracker = 'open an issue with the text above, `dropcorr --version` and `uname -a`'

/** What to print for an error: three lines for one the user can act on, else the stack and where to report it. */
export function errorText(error: unknown): string {
  const known = dropcorrErrorIn(error)
  if (known !== undefined) {
    return lines(visible(known.message), visible(known.why), visible(known.hint))
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const message = error instanceof Error ? error.message : String(error)
  return `${stack}\n${lines(
    `unexpected error: ${visible(message)}`,
    'this is a bug in dropcorr, please report it',
    bugTracker,
  )}`
}

export const exitCodeOf = (error: unknown): ExitCode =>
  dropcorrErrorIn(error)?.exitCode ?? exitCode.bug

/** The error itself or the one that caused it. */
function dropcorrErrorIn(error: unknown): DropcorrError | undefined {
  if (error instanceof DropcorrError) return error
  return error instanceof Error && error.cause !== undefined
    ? dropcorrErrorIn(error.cause)
    : undefined
}

const lines = (what: string, why: string, hint: string): string =>
  `dropcorr: ${what}\nwhy: ${why}\ntry: ${hint}\n`
