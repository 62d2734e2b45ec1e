import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants as fsConstants, statSync } from 'node:fs'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { DropcorrError, exitCode } from '../../session/dropcorr-error.js'
import { bounded } from './bounded.js'

/** Between one signal and the next, harder one. */
const graceMs = 3000
/** As shells have it. */
const signalStatusBase = 128
const notStarted = 127

export interface RunningCommand {
  /** Resolves with its exit status, 128 + number if a signal ended it, 127 if it could not be started. Never rejects. */
  readonly ended: Promise<number>
  /** Asks it to end, in two steps; undefined if it is still running after that. */
  end(first: 'SIGINT' | 'SIGTERM'): Promise<number | undefined>
}

/** Throws the usage error if `argv` cannot be run at all; starts nothing. */
export function assertRunnable(
  argv: readonly string[],
  path: string = process.env['PATH'] ?? '',
): void {
  const [program] = argv
  if (program === undefined) return
  const candidates = program.includes('/')
    ? [program]
    : path.split(delimiter).map((directory) => join(directory || '.', program))
  if (candidates.some(isExecutable)) return
  throw new DropcorrError(`cannot run ${program}`, {
    why: program.includes('/')
      ? 'it does not exist or is not executable'
      : 'no such program on the PATH',
    hint: 'give the full path after --; a shell command needs sh -c "…"',
    exitCode: exitCode.usage,
  })
}

/** Starts it without a shell, on our own terminal. */
export function startCommand(argv: readonly string[]): RunningCommand {
  const [program = '', ...args] = argv
  const child = spawn(program, args, { stdio: 'inherit' })
  const ended = statusOf(child)
  return {
    ended,
    end: async (first) => {
      for (const signal of [first, 'SIGTERM'] as const) {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal)
        const outcome = await bounded(ended, graceMs, () => undefined)
        if (outcome !== 'timed out') return outcome.value
      }
      child.unref()
      return undefined
    },
  }
}

function statusOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('error', () => resolve(notStarted))
    child.once('exit', (code, signal) => {
      resolve(code ?? signalStatusBase + (signal === null ? 0 : constants.signals[signal]))
    })
  })
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, fsConstants.X_OK)
    return statSync(path).isFile()
  } catch {
    // Not there, or not ours to run: the caller looks further along the PATH.
    return false
  }
}
