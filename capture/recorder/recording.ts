import type { SessionWriter } from '../../session/writer.js'
import type { Counters } from '../counters.js'
import type { HostFacts } from '../host/facts.js'
import type { LiveNetnsRegistry } from '../host/namespaces.js'
import type { RunningPackets } from '../packet-sources/libpcap.js'
import type { RecordObserver, RecordOptions } from '../record-options.js'
import { Cadence } from './cadence.js'
import type { RecorderClock } from './clock.js'
import { sampleClock } from './clock-watch.js'
import type { RoundLog } from './round-log.js'
import type { RunningDrops } from './running-drops.js'

/** Everything of one recording that runs. */
export interface RecordingParts {
  readonly clock: RecorderClock
  readonly writer: SessionWriter
  readonly registry: LiveNetnsRegistry
  readonly facts: HostFacts
  readonly counters: Counters
  readonly drops: RunningDrops
  readonly packets: RunningPackets | undefined
  readonly rounds: RoundLog
}

/** How often drop sources are emptied: their buckets are 100 ms wide. */
const pollIntervalMs = 100
const secondMs = 1000
const progressIntervalMs = 250

/** Keeps all parts going, each at its pace. Returns a function that ends that. */
export function keepGoing(
  parts: RecordingParts,
  options: RecordOptions,
  observer: RecordObserver,
): () => void {
  const { clock, writer, facts, counters, drops, packets, rounds } = parts
  const nowMs = (): number => clock.now() / 1e6
  const sourceFailed = (source: string, why: string): void => {
    observer.warning(`${source} failed: ${why}`)
    const text = `drop source ${source} failed (${why}): no drops from it from here on`
    writer.add('event', [{ at_ns: clock.now(), kind: 'source', text }])
  }
  const cadence = (what: string, intervalMs: number, task: () => void): Cadence =>
    new Cadence({
      intervalMs,
      nowMs,
      task,
      late: (lateMs) => rounds.late(what, lateMs),
      failed: (error) => {
        const news = rounds.failed(what, error)
        if (news !== undefined) observer.warning(news)
      },
    })
  const cadences = [
    cadence('a look at the drop sources', pollIntervalMs, () => drops.poll(sourceFailed)),
    cadence('a reading of the counters', options.intervalMs, () => counters.round('regular')),
    cadence('a look at sockets', options.intervalMs, () => facts.sample()),
    cadence('a look at clocks and interfaces', secondMs, () => {
      sampleClock(clock, writer)
      packets?.refresh()
    }),
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

export function progressOf({ clock, drops, packets, writer }: RecordingParts): {
  readonly elapsedMs: number
  readonly drops: number
  readonly topSite: string
  readonly packets: number
  readonly ownLosses: number
} {
  const { drops: dropped, topSite, lostDetails } = drops.totals
  let unwritten = 0
  for (const rows of writer.lost.values()) unwritten += rows
  return {
    elapsedMs: clock.now() / 1e6,
    drops: dropped,
    topSite,
    packets: packets?.totals.packets ?? 0,
    ownLosses: lostDetails + (packets?.totals.lost ?? 0) + unwritten,
  }
}
