import { basename, dirname, extname, join } from 'node:path'
import { reportFormats, type ReportFormat } from '../../reports/render.js'
import { usageError } from '../usage-error.js'
import { oneOf } from './one-of.js'
import { redactSecret, type RedactFlags } from './redact-options.js'
import { reportExtensions } from './report-options.js'

/** What commander hands over for `diff`. */
export interface DiffFlags extends RedactFlags {
  readonly format: string
  readonly out?: string
  readonly failOn?: string
}

/** What makes `diff` exit with 6: a problem that is new, or new or worse, or any change of one. */
export const diffFailures = ['new-problem', 'worse', 'change'] as const
export type DiffFailure = (typeof diffFailures)[number]

export interface DiffOptions {
  readonly before: string
  readonly after: string
  readonly format: ReportFormat
  /** '-' is stdout. */
  readonly out: string
  readonly outGiven: boolean
  readonly failOn: DiffFailure | undefined
  /** Pseudonyms for addresses and names are made of it; undefined: they are shown. */
  readonly redactSecret?: Uint8Array | undefined
}

/** @throws DropcorrError with exit code 2 */
export function diffOptions([before, after]: readonly string[], flags: DiffFlags): DiffOptions {
  if (before === undefined || after === undefined || before === '' || after === '') {
    throw usageError(
      'two sessions are needed',
      'dropcorr diff before.db after.db',
      'one is missing',
    )
  }
  const format = oneOf('--format', flags.format, reportFormats)
  const name = `${basename(before, extname(before))}-${basename(after, extname(after))}`
  const out = flags.out ?? join(dirname(after), name + reportExtensions[format])
  if (out === '') throw usageError('--out is empty', '--out diff.html', 'a file name is needed')
  const failOn =
    flags.failOn === undefined ? undefined : oneOf('--fail-on', flags.failOn, diffFailures)
  return {
    before,
    after,
    format,
    out,
    outGiven: flags.out !== undefined,
    failOn,
    redactSecret: redactSecret(flags),
  }
}
