import type { RecordObserver, RecordOptions, RecordResult } from '../capture/record-options.js'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import { openProgress } from './progress/open-progress.js'
import { recordSummary } from './record-summary.js'
import { stopOnSignals } from './stop-on-signals.js'
import type { Terminal } from './terminal.js'

/** Records, shows progress, closes with a summary. Resolves to the exit code. */
export async function runRecording(
  options: RecordOptions,
  strict: boolean,
  terminal: Terminal,
): Promise<number> {
  // Before the modules are loaded, which takes a moment: a Ctrl-C then must stop as cleanly.
  const signals = stopOnSignals()
  const { record } = await import('../capture/record.js')
  const progress = await openProgress(options, terminal)
  const observer: RecordObserver = {
    started: (lines) => progress.started(lines),
    progress: (now) => progress.update(now),
    warning: (text) => progress.warning(text),
  }
  let result: RecordResult
  try {
    result = await record(options, observer, signals.stop)
  } finally {
    progress.close()
    signals.release()
  }
  terminal.err(await recordSummary(options.out, result, terminal.color))
  if (result.endReason === 'error') throw cutShort(options.out)
  return recordExitCode(result, strict)
}

/** A command's own failure outranks what the recording has to say about itself, unless we ended the command. */
export function recordExitCode(
  { endReason, commandStatus, complete }: RecordResult,
  strict: boolean,
): number {
  if (endReason === 'command' && commandStatus !== undefined && commandStatus !== 0) {
    return commandStatus
  }
  return strict && !complete ? exitCode.incomplete : exitCode.done
}

const cutShort = (path: string): DropcorrError =>
  new DropcorrError(`the recording in ${path} is cut short`, {
    why: 'the session could no longer be written: see the warning above',
    hint: 'free space or --out on another disk, and record again; what is there can be read',
    exitCode: exitCode.incomplete,
  })
