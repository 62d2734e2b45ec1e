/** Entry point: argv to one command. The only place that exits the process. */
import { exitCode } from '../session/dropcorr-error.js'
import { errorText, exitCodeOf } from './error-text.js'
import { run } from './run.js'
import { processTerminal } from './terminal.js'

const terminal = processTerminal()

function fail(error: unknown): never {
  terminal.err(errorText(error))
  process.exit(exitCodeOf(error))
}

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

try {
  // Exits at once: what a failed source may have left open must not keep a finished command alive.
  process.exit((await run(process.argv.slice(2), terminal)) || exitCode.done)
} catch (error) {
  fail(error)
}
