import type { RecordObserver, RecordOptions, RecordResult } from '../capture/record-options.js'
import { DropcorrError, exitCode } from '../session/dropcorr-error.js'
import { unknownReasons } from './options/unknown-reasons.js'
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
  const { reasonsHere } = await import('../capture/host/drop-reasons.js')
  const progress = await openProgress(options, terminal)
  let path = options.out
  const observer: RecordObserver = {
    file: (begun) => {
      path = begun
    },
    started: (lines) => {
      progress.started(lines)
      for (const text of unknownReasons(options.masks, reasonsHere)) progress.warning(text)
    },
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
  if (result.endReason === 'error') {
    terminal.err(await summaryIfReadable(path, result, terminal.color))
    throw cutShort(path)
  }
  terminal.err(await recordSummary(path, result, terminal.color))
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

/** What could not be written to the end may be gone from the disk: the error that follows says that. */
async function summaryIfReadable(
  path: string,
  result: RecordResult,
  color: boolean,
): Promise<string> {
  try {
    return await recordSummary(path, result, color)
  } catch (error) {
    if (error instanceof DropcorrError) return ''
    throw error
  }
}

const cutShort = (path: string): DropcorrError =>
  new DropcorrError(`the recording in ${path} is cut short`, {
    why: 'the session could no longer be written: see the warning above',
    hint: 'free space or --out on another disk, and record again; what is there can be read',
    exitCode: exitCode.incomplete,
  })
