import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WorkerMessage, WorkerTask } from './session-worker.js'

/** A command takes a second or two on a busy machine. */
const hangMs = 120_000
const maxHeapMb = 768

export interface SessionFailure {
  readonly seed: number
  readonly what: string
}

/** Reads damaged sessions by every command; a hang or a heap that grows beyond bounds is a failure as a crash is. */
export async function fuzzSessions(
  seeds: readonly number[],
  onFailure: (failure: SessionFailure) => void = () => undefined,
): Promise<readonly SessionFailure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'dropcorr-fuzz-'))
  try {
    const failures: SessionFailure[] = []
    for (let left = seeds; left.length > 0;) {
      const note = (failure: SessionFailure): void => {
        failures.push(failure)
        onFailure(failure)
      }
      const tried = await someSeeds({ folder, seeds: left }, note)
      left = left.slice(tried)
    }
    return failures
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Resolves to how many of the seeds are done with, the one that ended the thread included. */
function someSeeds(task: WorkerTask, note: (failure: SessionFailure) => void): Promise<number> {
  const script = new URL(`./session-worker${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(script, {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
  })
  return new Promise((resolve) => {
    let tried = 0
    let ended = false
    const end = (what?: string): void => {
      if (ended) return
      ended = true
      clearTimeout(watchdog)
      if (what !== undefined) note({ seed: task.seeds[tried - 1] ?? 0, what })
      resolve(Math.max(tried, 1))
    }
    const hang = (): void => {
      void worker.terminate()
      end(`no end within ${hangMs} ms`)
    }
    let watchdog = setTimeout(hang, hangMs)
    worker.on('message', ({ seed, failure }: WorkerMessage) => {
      clearTimeout(watchdog)
      watchdog = setTimeout(hang, hangMs)
      if (failure === undefined) tried += 1
      else note({ seed, what: failure })
    })
    worker.on('error', (error) => end(String(error.stack)))
    worker.on('exit', () => end())
  })
}
