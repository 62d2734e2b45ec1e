import { analyze } from '../analyze/analyze.js'
import { writePcapng } from '../reports/pcapng/write-pcapng.js'
import { dropRows } from '../reports/rows/drop-rows.js'
import { counterRows, flowRows } from '../reports/rows/session-rows.js'
import { writeRows } from '../reports/rows/write-rows.js'
import { exitCode } from '../session/dropcorr-error.js'
import type { SessionReader } from '../session/reader.js'
import type { ExportOptions, ExportTable } from './options/export-options.js'
import { openOutput } from './open-output.js'
import { openReader } from './redacted-reader.js'
import type { Terminal } from './terminal.js'
import { usageError } from './usage-error.js'

/** Writes a session in another form. Resolves to the exit code. */
export async function runExport(options: ExportOptions, terminal: Terminal): Promise<number> {
  const { session, what, out } = options
  if (what.format === 'pcapng' && out === '-' && terminal.outIsTty) {
    throw usageError(
      'pcapng is not for a terminal',
      `dropcorr export ${session} --pcapng FILE`,
      'it is binary',
    )
  }
  const { reader, close } = await openReader(session, options.redactSecret)
  try {
    const output = openOutput(out, [session], terminal)
    try {
      const told =
        what.format === 'pcapng'
          ? await exportPcapng(reader, (chunk) => output.write(chunk))
          : await exportRows(reader, what.table, what.format, (chunk) => output.write(chunk))
      if (out !== '-') terminal.err(`written: ${out} (${told})\n`)
    } finally {
      output.close()
    }
    return exitCode.done
  } finally {
    await close()
  }
}

type Write = (chunk: string | Uint8Array) => Promise<void>

async function exportPcapng(reader: SessionReader, write: Write): Promise<string> {
  const { captured, commented, added, withoutDetails } = await writePcapng(
    reader,
    await analyze(reader),
    write,
  )
  const parts = [
    `${captured} captured packets, ${commented} of them dropped`,
    `${added} dropped packets that were not captured`,
    ...(withoutDetails > 0 ? [`${withoutDetails} drops left out: they were only counted`] : []),
  ]
  return parts.join('; ')
}

async function exportRows(
  reader: SessionReader,
  table: ExportTable,
  format: 'csv' | 'ndjson',
  write: Write,
): Promise<string> {
  const rows =
    table === 'drops'
      ? dropRows(await analyze(reader))
      : table === 'counters'
        ? counterRows(reader)
        : flowRows(reader)
  return `${await writeRows(rows, format, write)} rows`
}
