import { randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { usageError } from '../usage-error.js'

/** What commander hands over for --redact and --redact-key. */
export interface RedactFlags {
  readonly redact?: boolean
  readonly redactKey?: string
}

export interface RedactOptions {
  readonly session: string
  readonly out: string
  readonly force: boolean
  readonly secret: Uint8Array
}

const fewestCharacters = 8

/** The secret of --redact, undefined where nothing is to be redacted. @throws DropcorrError with exit code 2 */
export function redactSecret({ redact, redactKey }: RedactFlags): Uint8Array | undefined {
  if (redactKey !== undefined) return secretOf(redactKey)
  return redact === true ? randomBytes(32) : undefined
}

/** @throws DropcorrError with exit code 2 */
export function redactOptions(
  [session]: readonly string[],
  flags: { readonly out?: string; readonly force?: boolean; readonly redactKey?: string },
): RedactOptions {
  if (session === undefined || session === '')
    throw usageError('no session given', 'dropcorr redact session.db', 'a session is needed')
  const stem = basename(session, extname(session))
  const out = flags.out ?? join(dirname(session), `${stem}.redacted.db`)
  if (out === '') throw usageError('--out is empty', '--out clean.db', 'a file name is needed')
  if (out === '-')
    throw usageError('a session cannot go to stdout', '--out clean.db', 'it is a database')
  const { redactKey } = flags
  const secret = redactKey === undefined ? randomBytes(32) : secretOf(redactKey)
  return { session, out, force: flags.force === true, secret }
}

/** The contents of the file of that name if there is one, else the text itself. */
function secretOf(text: string): Uint8Array {
  const isFile = text !== '' && statSync(text, { throwIfNoEntry: false })?.isFile() === true
  const secret = isFile ? contents(text) : Buffer.from(text)
  if (secret.length >= fewestCharacters) return secret
  throw usageError(
    isFile ? `the key in ${text} is too short` : 'the key is too short',
    '--redact-key team-key.txt',
    `whoever guesses it can undo the redaction: at least ${fewestCharacters} characters`,
  )
}

function contents(path: string): Uint8Array {
  try {
    return readFileSync(path)
  } catch (error) {
    throw new DropcorrError(`cannot read the key ${path}`, {
      why: error instanceof Error ? error.message : String(error),
      hint: 'check its permissions, or give the key itself',
      exitCode: exitCode.usage,
      cause: error,
    })
  }
}

/** For the options of report, diff and export. */
export const redactFlagTexts = {
  redact:
    'put pseudonyms for addresses, names and paths, so that it can be sent; prefixes of addresses stay related',
  redactKey: 'a file or a text: the same key makes the same pseudonyms in other reports',
} as const
