/**
 * The guard process: waits until the recorder's end of the pipe closes, whatever the reason, and then does what is
 * still armed. It outlives the recorder, so nobody can be told if an action fails: the exit status alone tells.
 */
import { writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { loadFolder } from '../../session/load-folder.js'
import type { GuardAnswer, GuardCommand } from './guard.js'

/** What a file in capture/guard/actions exports as default. */
export interface GuardAction {
  /** The file's name. */
  readonly name: string
  undo(argument: string): Promise<void> | void
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const) {
  process.on(signal, () => undefined)
}
// Where memory is short the kernel kills the recorder rather than this. Without CAP_SYS_RESOURCE it stays as it is.
try {
  writeFileSync('/proc/self/oom_score_adj', '-1000')
} catch (error) {
  if (!['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
}
// The recorder may be gone before it reads an answer.
process.stdout.on('error', () => undefined)

const actions = await loadFolder<GuardAction>(new URL('./actions/', import.meta.url))
const armed = new Map<number, () => Promise<void> | void>()

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const command = commandOf(line)
  if (command === undefined) return
  if (command.kind === 'disarm') armed.delete(command.id)
  else answer({ id: command.id, error: arm(command.id, command.action, command.argument) })
})
lines.on('close', () => void undoAll())

/** undefined for a line that the recorder was killed in the middle of: what it armed before is still to be done. */
function commandOf(line: string): GuardCommand | undefined {
  try {
    return JSON.parse(line) as GuardCommand
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function arm(id: number, name: string, argument: string): string {
  const action = actions.find((each) => each.name === name)
  if (action === undefined) return `there is no action ${name}`
  armed.set(id, () => action.undo(argument))
  return ''
}

async function undoAll(): Promise<void> {
  // Last armed, first undone.
  for (const undo of [...armed.values()].reverse()) {
    try {
      await undo()
    } catch {
      process.exitCode = 1
    }
  }
}

function answer(text: GuardAnswer): void {
  process.stdout.write(`${JSON.stringify(text)}\n`)
}
