import type { LiveNetnsRegistry } from '../host/namespaces.js'
import type { RunningPackets } from '../packet-sources/libpcap.js'
import type { RecordObserver, RecordOptions } from '../record-options.js'
import type { Sink } from '../source.js'
import { Cadence } from './cadence.js'
import type { RecorderClock } from './clock.js'
import { sampleClock } from './clock-watch.js'
import { FreedMemory } from './freed-memory.js'
import type { RunningDrops } from './running-drops.js'
import type { SessionFiles } from './session-files.js'

/** Everything of one recording that runs. */
export interface RecordingParts {
  /** Of the whole recording; each file has one of its own. */
  readonly clock: RecorderClock
  /** Where rows on that clock go. */
  readonly shared: Sink
  readonly registry: LiveNetnsRegistry
  readonly drops: RunningDrops
  readonly packets: RunningPackets | undefined
  readonly files: SessionFiles
}

/** How often drop sources are emptied: their buckets are 100 ms wide. */
const pollIntervalMs = 100
const secondMs = 1000
const minuteMs = 60 * secondMs
const progressIntervalMs = 250

/** Keeps all parts going, each at its pace. Returns a function that ends that. */
export function keepGoing(
  parts: RecordingParts,
  options: RecordOptions,
  observer: RecordObserver,
): () => void {
  const { clock, shared, drops, packets, files } = parts
  const nowMs = (): number => clock.now() / 1e6
  const sourceFailed = (source: string, why: string): void => {
    observer.warning(`${source} failed: ${why}`)
    const text = `drop source ${source} failed (${why}): no drops from it from here on`
    shared.add('event', [{ at_ns: clock.now(), kind: 'source', text }])
  }
  const cadence = (what: string, intervalMs: number, task: () => void): Cadence =>
    new Cadence({
      intervalMs,
      nowMs,
      task,
      late: (lateMs) => files.current.rounds.late(what, lateMs),
      failed: (error) => {
        const news = files.current.rounds.failed(what, error)
        if (news !== undefined) observer.warning(news)
      },
    })
  const freed = new FreedMemory()
  const cadences = [
    cadence('a look at the drop sources', pollIntervalMs, () => drops.poll(sourceFailed)),
    cadence('a reading of the counters', options.intervalMs, () =>
      files.current.counters.round('regular'),
    ),
    cadence('a look at sockets', options.intervalMs, () => files.current.facts.sample()),
    cadence('a look at clocks and interfaces', secondMs, () => {
      sampleClock(clock, shared)
      packets?.refresh()
      files.tick()
    }),
    cadence('giving memory back', minuteMs, () => freed.giveBack()),
    // Not on the log: it is the rounds above that matter.
    new Cadence({
      intervalMs: progressIntervalMs,
      nowMs,
      task: () => observer.progress(progressOf(parts)),
      late: () => undefined,
      failed: (error) => observer.warning(`progress: ${String(error)}`),
    }),
  ]
  return () => {
    for (const cadence of cadences) cadence.stop()
  }
}

export function progressOf({ clock, drops, packets, files }: RecordingParts): {
  readonly elapsedMs: number
  readonly drops: number
  readonly topSite: string
  readonly packets: number
  readonly ownLosses: number
} {
  const { drops: dropped, topSite, uncounted } = drops.totals
  return {
    elapsedMs: clock.now() / 1e6,
    drops: dropped,
    topSite,
    packets: packets?.totals.packets ?? 0,
    ownLosses: uncounted + (packets?.totals.lost ?? 0) + files.lostRows,
  }
}
