import { basename, dirname, extname, join } from 'node:path'
import type { Severity } from '../../analyze/finding.js'
import type { Mask } from '../../capture/source.js'
import type { ReportFormat } from '../../reports/render.js'
import { usageError } from '../usage-error.js'
import { parseMask } from './mask.js'

/** What commander hands over for `report`. */
export interface ReportFlags {
  readonly format: string
  readonly out?: string
  readonly mask?: readonly string[]
  readonly failOn?: string
}

export interface ReportOptions {
  readonly session: string
  readonly format: ReportFormat
  /** Where to write; '-' is stdout. */
  readonly out: string
  /** The place was named by the user. */
  readonly outGiven: boolean
  /** Drops to leave out of the findings; they stay counted. */
  readonly masks: readonly Mask[]
  readonly failOn: Severity | undefined
}

const extensions: Readonly<Record<ReportFormat, string>> = {
  html: '.html',
  md: '.md',
  json: '.json',
  text: '.txt',
}

/** Worst first. */
export const severities: readonly Severity[] = ['problem', 'unknown', 'benign']

/** @throws DropcorrError with exit code 2 */
export function reportOptions([session]: readonly string[], flags: ReportFlags): ReportOptions {
  if (session === undefined || session === '') {
    throw usageError('no session given', 'dropcorr report session.db', 'a session is needed')
  }
  const format = oneOf('--format', flags.format, Object.keys(extensions) as ReportFormat[])
  const out = flags.out ?? beside(session, extensions[format])
  if (out === '') throw usageError('--out is empty', '--out session.html', 'a file name is needed')
  return {
    session,
    format,
    out,
    outGiven: flags.out !== undefined,
    masks: (flags.mask ?? []).map(parseMask),
    failOn: flags.failOn === undefined ? undefined : oneOf('--fail-on', flags.failOn, severities),
  }
}

/** session.db → session.html, in the same directory. */
const beside = (session: string, extension: string): string =>
  join(dirname(session), basename(session, extname(session)) + extension)

function oneOf<T extends string>(option: string, text: string, words: readonly T[]): T {
  const word = words.find((known) => known === text)
  if (word !== undefined) return word
  throw usageError(
    `bad value '${text}' for ${option}`,
    `${option} ${words[0] ?? ''}`,
    `it must be one of ${words.join(', ')}`,
  )
}
