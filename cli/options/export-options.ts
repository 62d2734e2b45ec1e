import { usageError } from '../usage-error.js'
import { redactSecret, type RedactFlags } from './redact-options.js'

/** What commander hands over for `export`. */
export interface ExportFlags extends RedactFlags {
  readonly pcapng?: string
  readonly csv?: string
  readonly ndjson?: string
  readonly out?: string
}

export const exportTables = ['drops', 'counters', 'flows'] as const
export type ExportTable = (typeof exportTables)[number]

export interface ExportOptions {
  readonly session: string
  readonly what:
    | { readonly format: 'pcapng' }
    | { readonly format: 'csv' | 'ndjson'; readonly table: ExportTable }
  /** '-' is stdout. */
  readonly out: string
  /** Pseudonyms for addresses and names are made of it; undefined: they are shown. */
  readonly redactSecret?: Uint8Array | undefined
}

/** @throws DropcorrError with exit code 2 */
export function exportOptions([session]: readonly string[], flags: ExportFlags): ExportOptions {
  const example = 'dropcorr export session.db --pcapng session.pcapng'
  if (session === undefined || session === '') {
    throw usageError('no session given', example, 'a session is needed')
  }
  const { pcapng, csv, ndjson, out } = flags
  const given = [pcapng, csv, ndjson].filter((value) => value !== undefined)
  if (given.length !== 1) {
    const why = 'one of --pcapng, --csv and --ndjson tells what to write'
    throw usageError(given.length === 0 ? 'nothing to export' : 'several exports', example, why)
  }
  if (pcapng !== undefined) {
    if (out !== undefined)
      throw usageError('--out with --pcapng', example, 'its file is given twice')
    return {
      session,
      what: { format: 'pcapng' },
      out: named('--pcapng', pcapng),
      redactSecret: redactSecret(flags),
    }
  }
  const format = csv === undefined ? 'ndjson' : 'csv'
  const table = tableNamed(format, csv ?? ndjson ?? '')
  return {
    session,
    what: { format, table },
    out: named('--out', out ?? '-'),
    redactSecret: redactSecret(flags),
  }
}

function tableNamed(format: string, text: string): ExportTable {
  const table = exportTables.find((known) => known === text)
  if (table !== undefined) return table
  throw usageError(
    `bad value '${text}' for --${format}`,
    `--${format} drops`,
    `it must be one of ${exportTables.join(', ')}`,
  )
}

function named(option: string, file: string): string {
  if (file !== '') return file
  throw usageError(`${option} is empty`, `${option} FILE`, 'a file name is needed, or - for stdout')
}
