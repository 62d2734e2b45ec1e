import { basename, dirname, extname, join } from 'node:path'
import type { MaskOfReport } from '../../analyze/model/report-mask.js'
import { reportFormats, type ReportFormat } from '../../reports/render.js'
import { usageError } from '../usage-error.js'
import { gateOptions, type GateFlags, type GateOptions } from './gate-options.js'
import { reportMasks, type MaskFlags } from './mask.js'
import { oneOf } from './one-of.js'
import { redactSecret, type RedactFlags } from './redact-options.js'

/** What commander hands over for `report`. */
export interface ReportFlags extends MaskFlags, GateFlags, RedactFlags {
  readonly format: string
  readonly out?: string
}

export interface ReportOptions {
  readonly session: string
  readonly format: ReportFormat
  /** Where to write; '-' is stdout. */
  readonly out: string
  /** The place was named by the user. */
  readonly outGiven: boolean
  /** Drops to leave out of the findings; they stay counted. */
  readonly masks: readonly MaskOfReport[]
  readonly gate: GateOptions
  /** Pseudonyms for addresses and names are made of it; undefined: they are shown. */
  readonly redactSecret?: Uint8Array | undefined
}

export const reportExtensions: Readonly<Record<ReportFormat, string>> = {
  html: '.html',
  md: '.md',
  json: '.json',
  text: '.txt',
}

/** @throws DropcorrError with exit code 2 */
export function reportOptions([session]: readonly string[], flags: ReportFlags): ReportOptions {
  if (session === undefined || session === '') {
    throw usageError('no session given', 'dropcorr report session.db', 'a session is needed')
  }
  const format = oneOf('--format', flags.format, reportFormats)
  const out = flags.out ?? beside(session, reportExtensions[format])
  if (out === '') throw usageError('--out is empty', '--out session.html', 'a file name is needed')
  return {
    session,
    format,
    out,
    outGiven: flags.out !== undefined,
    masks: reportMasks(flags),
    gate: gateOptions(flags),
    redactSecret: redactSecret(flags),
  }
}

/** session.db → session.html, in the same directory. */
const beside = (session: string, extension: string): string =>
  join(dirname(session), basename(session, extname(session)) + extension)
