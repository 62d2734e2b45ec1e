import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import { parseDropSources } from '../options/drop-source.js'
import type { Terminal } from '../terminal.js'

interface SelftestFlags {
  readonly source: string
  readonly json?: true
  readonly out?: string
}

/** `dropcorr selftest`: resolves to 0 if every fault that could be made was recognised to the packet, else 1. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = selftestCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const { source, json = false, out } = line.opts<SelftestFlags>()
  const { runSelftest } = await import('../run-selftest.js')
  const options = { argv: ['selftest', ...args], source: parseDropSources(source), json, out }
  return runSelftest(options, terminal)
}

const selftestCommandLine = () =>
  commandLine(
    'selftest',
    'makes ten faults of its own, tells which are recognised here',
    '[options]',
    [
      [
        'sudo dropcorr selftest',
        'what this host can see and attribute; exit code 1 if less than it should',
      ],
      ['sudo dropcorr selftest --source tracefs --json', 'with one drop source, for scripts'],
    ],
  )
    .option('--source <names>', 'drop sources that must work, such as bpf, or auto', 'auto')
    .option('--json', 'the result as JSON')
    .option('--out <file>', 'keep the session that was recorded')
