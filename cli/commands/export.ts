import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { exportOptions, type ExportFlags } from '../options/export-options.js'
import { redactFlagTexts } from '../options/redact-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr export`: resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = exportCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const options = exportOptions(line.args, line.opts<ExportFlags>())
  const { runExport } = await import('../run-export.js')
  return runExport(options, terminal)
}

const exportCommandLine = () =>
  commandLine(
    'export',
    'writes a session for Wireshark, spreadsheets and scripts',
    'SESSION (--pcapng FILE | --csv TABLE | --ndjson TABLE)',
    [
      [
        'dropcorr export session.db --pcapng session.pcapng',
        'traffic and drops; in Wireshark: frame.comment contains "SOCKET_RCVBUFF"',
      ],
      ['dropcorr export session.db --csv drops --out drops.csv', 'drops by flow and 100 ms'],
      ['dropcorr export session.db --ndjson counters', 'each change of each counter, to stdout'],
    ],
  )
    .argument('<session>')
    .option(
      '--pcapng <file>',
      'captured traffic, each dropped packet with a comment, and the drops that were not captured; - for stdout',
    )
    .option('--csv <table>', 'drops, counters or flows as CSV')
    .option('--ndjson <table>', 'drops, counters or flows, one JSON object a line')
    .option('--out <file>', 'where to write CSV or NDJSON; default: stdout')
    .option('--redact', redactFlagTexts.redact)
    .option('--redact-key <file|text>', redactFlagTexts.redactKey)
