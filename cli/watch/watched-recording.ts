/** The recording that a watch rests on: into a private file that is gone afterwards, whatever happens. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { createGuard } from '../../capture/guard/guard.js'
import { makeWatchFolder } from '../../capture/watch-folder.js'
import type { RecordObserver, RecordOptions } from '../../capture/record-options.js'
import type { WatchOptions } from '../options/watch-options.js'
import { Thinning } from './thinning.js'

/** Counters are for the causes only. */
const countersEveryMs = 1000

export interface WatchFolder {
  readonly session: string
  remove(): Promise<void>
}

/** A guard process removes it if this one is killed. */
export async function openWatchFolder(): Promise<WatchFolder> {
  const path = makeWatchFolder()
  const guard = createGuard()
  const remove = (): void => rmSync(path, { recursive: true, force: true })
  try {
    const disarm = await guard.arm('remove-watch-folder', path)
    return {
      session: join(path, 'session.db'),
      remove: async () => {
        remove()
        disarm()
        await guard.close()
      },
    }
  } catch (error) {
    remove()
    await guard.close()
    throw error
  }
}

/** No packets: the counts come from the drop sources, and a capture would cost more than all the rest. */
export const recordOptionsOf = (options: WatchOptions, session: string): RecordOptions => ({
  argv: options.argv,
  out: session,
  overwrite: false,
  durationMs: options.output === 'once' ? options.intervalMs : options.durationMs,
  source: options.source,
  alertMode: options.alertMode,
  interfaces: [],
  filter: '',
  snapLength: 128,
  packets: false,
  intervalMs: countersEveryMs,
  masks: options.masks,
  readyFile: undefined,
  command: [],
})

/** An observer whose recording stays small for days. */
export function thinned(observer: RecordObserver): RecordObserver {
  const thinning = new Thinning()
  return { ...observer, keep: (table, rows) => thinning.keep(table, rows) }
}
