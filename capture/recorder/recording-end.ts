import type { SessionInfo } from '../../session/session-info.js'
import type { RunningCommand } from './command.js'

export interface RecordingEnd {
  readonly reason: Exclude<SessionInfo['endReason'], 'rotation'>
  /** Exit status of the command, undefined if there is none or it runs on. */
  readonly commandStatus: number | undefined
}

export interface EndConditions {
  /** undefined = no limit. */
  readonly durationMs: number | undefined
  /** The first Ctrl-C. */
  readonly stop: AbortSignal
  readonly command: RunningCommand | undefined
  /** The session can no longer be written. */
  readonly writeFailed: Promise<unknown>
}

/** Waits for the first thing that ends a recording; a command that still runs then is asked to end as well, except after a write failure. */
export async function recordingEnd(conditions: EndConditions): Promise<RecordingEnd> {
  const { command } = conditions
  const first = await firstOf(conditions)
  if (typeof first === 'number') return { reason: 'command', commandStatus: first }
  // A full disk is no reason to end what the user runs.
  if (first === 'error') return { reason: 'error', commandStatus: undefined }
  const commandStatus = await command?.end(first === 'signal' ? 'SIGINT' : 'SIGTERM')
  return { reason: first, commandStatus }
}

async function firstOf({
  durationMs,
  stop,
  command,
  writeFailed,
}: EndConditions): Promise<number | 'duration' | 'signal' | 'error'> {
  let timer: NodeJS.Timeout | undefined
  let aborted: (() => void) | undefined
  try {
    const signal = new Promise<'signal'>((resolve) => {
      aborted = () => resolve('signal')
      if (stop.aborted) aborted()
      else stop.addEventListener('abort', aborted, { once: true })
    })
    const duration = new Promise<'duration'>((resolve) => {
      // The command line takes at most 24 days, setTimeout 2^31 - 1 ms, which is a little more.
      if (durationMs !== undefined) timer = setTimeout(() => resolve('duration'), durationMs)
    })
    const failure = writeFailed.then(() => 'error' as const)
    const ends = [signal, duration, failure]
    return await Promise.race(command === undefined ? ends : [...ends, command.ended])
  } finally {
    clearTimeout(timer)
    if (aborted !== undefined) stop.removeEventListener('abort', aborted)
  }
}
