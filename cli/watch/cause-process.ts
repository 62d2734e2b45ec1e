/**
 * The child process that analyses the session while it grows, so that the screen never waits for it: reads a path a
 * line, answers each with a line of JSON. Ends when its input does.
 */
import { setPriority } from 'node:os'
import { createInterface } from 'node:readline'
import type { CauseAnswer } from './cause-finder.js'
import { findCauses } from './find-causes.js'

// Ctrl-C goes to the whole group; the parent ends this process when it has closed the recording.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
// The parent may be gone before it reads an answer.
process.stdout.on('error', () => process.exit(0))
// Recording comes first.
setPriority(10)

for await (const path of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answer(path))}\n`)
}

async function answer(path: string): Promise<CauseAnswer> {
  try {
    return { causes: await findCauses(path) }
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) }
  }
}
