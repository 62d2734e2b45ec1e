import { exitCode } from '../../session/dropcorr-error.js'
import { commandLine, parse } from '../command-line.js'
import type { Terminal } from '../terminal.js'

/** `dropcorr doctor`: resolves to 0, or 3 if nothing can record drops here. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const line = doctorCommandLine()
  if (parse(line, args) === undefined) {
    await terminal.out(line.helpInformation())
    return exitCode.done
  }
  const { json = false } = line.opts<{ json?: boolean }>()
  const [{ diagnose }, { diagnosisText }] = await Promise.all([
    import('../doctor/diagnosis.js'),
    import('../doctor/diagnosis-text.js'),
  ])
  const diagnosis = await diagnose()
  await terminal.out(
    json
      ? `${JSON.stringify(diagnosis, null, 2)}\n`
      : diagnosisText(diagnosis, terminal.outIsTty && terminal.color),
  )
  return diagnosis.canRecord ? exitCode.done : exitCode.cannotRecord
}

const doctorCommandLine = () =>
  commandLine(
    'doctor',
    'tells what can be recorded here, what not, why, what would help',
    '[options]',
    [
      ['sudo dropcorr doctor', 'sources, counters and facts: works, partly, not'],
      ['dropcorr doctor --json', 'the same for programs; exit code 3 if nothing can record'],
    ],
  ).option('--json', 'print JSON: schema dropcorr/doctor@1')
