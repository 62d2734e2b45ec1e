/** A thread that tries one damaged session after the other: whoever started it can end it in a loop without end. */
import { parentPort, workerData } from 'node:worker_threads'
import { SessionCommands } from './session-commands.js'

export interface WorkerTask {
  readonly folder: string
  readonly seeds: readonly number[]
}

/** What is sent before each seed and, where something went wrong, after it. */
export interface WorkerMessage {
  readonly seed: number
  readonly failure?: string
}

const { folder, seeds } = workerData as WorkerTask
const commands = new SessionCommands(folder)
for (const seed of seeds) {
  parentPort?.postMessage({ seed } satisfies WorkerMessage)
  const failure = await commands.failure(seed)
  if (failure !== undefined) parentPort?.postMessage({ seed, failure } satisfies WorkerMessage)
}
