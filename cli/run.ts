import { exitCode } from '../session/dropcorr-error.js'
import { commands } from './commands.js'
import type { Terminal } from './terminal.js'
import { usageError } from './usage-error.js'
import { programHelp } from './program-help.js'
import { toolVersion } from './tool-version.js'

/** Runs what `args` (argv without node and script) ask for; resolves to the exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    const asked = rest[0] === undefined ? undefined : commandNamed(rest[0])
    if (name === 'help' && asked !== undefined)
      return (await asked.load()).run(['--help'], terminal)
    if (name === undefined) throw usageError('no command given', programTry, 'a command is needed')
    await terminal.out(programHelp())
    return exitCode.done
  }
  if (name === '--version' || name === '-V') {
    await terminal.out(`${toolVersion()}\n`)
    return exitCode.done
  }
  const command = commandNamed(name)
  if (command === undefined) {
    const names = commands.map((known) => known.name).join(', ')
    const kind = name.startsWith('-') ? 'option' : 'command'
    throw usageError(`unknown ${kind} '${name}'`, programTry, `the commands are ${names}`)
  }
  return (await command.load()).run(rest, terminal)
}

const programTry = 'dropcorr --help'

const commandNamed = (name: string) => commands.find((command) => command.name === name)
