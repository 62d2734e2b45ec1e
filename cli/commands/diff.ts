import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { diffOptions, type DiffFlags } from '../options/diff-options.js'
import { redactFlagTexts } from '../options/redact-options.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr diff`: resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = diffCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const options = diffOptions(line.args, line.opts<DiffFlags>())
  const { runDiff } = await import('../run-diff.js')
  return runDiff(options, terminal)
}

const diffCommandLine = () =>
  commandLine(
    'diff',
    'compares two sessions: what is new, worse, better, gone',
    'BEFORE AFTER [options]',
    [
      ['dropcorr diff before.db after.db', 'writes before-after.html and prints a summary'],
      [
        'dropcorr diff before.db after.db --fail-on new-problem',
        'for CI: exit code 6 if packets are lost to a new cause',
      ],
    ],
  )
    .argument('<before>')
    .argument('<after>')
    .option('--format <format>', 'html, md, json or text', 'html')
    .option('--out <file>', 'where to write it, - for stdout; default: beside AFTER')
    .option(
      '--fail-on <change>',
      'exit with 6: new-problem, worse (or new), change (of any problem)',
    )
    .option('--redact', redactFlagTexts.redact)
    .option('--redact-key <file|text>', redactFlagTexts.redactKey)
