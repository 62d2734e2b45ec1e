import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { redactFlagTexts, redactOptions } from '../options/redact-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr redact`: resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = redactCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const options = redactOptions(line.args, line.opts())
  const { runRedact } = await import('../run-redact.js')
  return runRedact(options, terminal)
}

const redactCommandLine = () =>
  commandLine(
    'redact',
    'writes a session to send: pseudonyms for names, no payload',
    'SESSION [options]',
    [
      ['dropcorr redact session.db', 'writes session.redacted.db beside it'],
      [
        'dropcorr redact session.db --out clean.db --redact-key team-key.txt',
        'the same pseudonyms in every session that is redacted with this key',
      ],
    ],
  )
    .argument('<session>')
    .option('--out <file>', 'where to write it; default: SESSION.redacted.db')
    .option('--force', 'replace a file of that name')
    .option('--redact-key <file|text>', redactFlagTexts.redactKey)
