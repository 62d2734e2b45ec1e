/** The errors of reading a file as a session: exit 4, three lines. */
import { DropcorrError, exitCode } from './dropcorr-error.js'

export const notASession = (path: string, why: string, cause?: unknown): DropcorrError =>
  unreadable(
    `not a dropcorr session: ${path}`,
    why,
    'give the file that `dropcorr record --out FILE` wrote',
    cause,
  )

export const needsNewerDropcorr = (path: string, version: number, own: number): DropcorrError =>
  unreadable(
    `${path} needs a newer dropcorr`,
    `its format has version ${version}, this dropcorr reads version ${own}`,
    'install the dropcorr that recorded it, or a later one',
  )

export const needsOlderDropcorr = (path: string, version: number, own: number): DropcorrError =>
  unreadable(
    `${path} is from an older dropcorr`,
    `its format has version ${version}, this dropcorr reads version ${own} and later`,
    'use the dropcorr that recorded it, or record again',
  )

export const damagedSession = (path: string, why: string, cause?: unknown): DropcorrError =>
  unreadable(
    `the session ${path} is damaged`,
    why,
    `copy it again with its ${path}-wal if there is one; \`sqlite3 ${path} .recover\` may save rows`,
    cause,
  )

/** A blob whose records do not add up. */
export const damagedBlock = (why: string): DropcorrError =>
  unreadable(
    'the session is damaged',
    why,
    'copy it again; `dropcorr export SESSION --csv drops` does without packets',
  )

export const cannotRead = (
  path: string,
  why: string,
  hint: string,
  cause?: unknown,
): DropcorrError => unreadable(`cannot read the session ${path}`, why, hint, cause)

const unreadable = (message: string, why: string, hint: string, cause?: unknown): DropcorrError =>
  new DropcorrError(message, { why, hint, exitCode: exitCode.notASession, cause })
