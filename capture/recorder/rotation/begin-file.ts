import type { Addon } from '../../../native/index.js'
import { SessionWriter } from '../../../session/writer.js'
import { createCounters } from '../../counters.js'
import { createHostFacts } from '../../host/facts.js'
import type { LiveNetnsRegistry } from '../../host/namespaces.js'
import type { RecordOptions } from '../../record-options.js'
import type { RecorderClock } from '../clock.js'
import type { RecordedFile } from '../recorded-file.js'
import { writeStartInfo } from '../recording-info.js'
import { RoundLog } from '../round-log.js'
import { CounterBook } from './counter-book.js'
import { FileClock } from './file-clock.js'

export interface BeginFileOptions {
  readonly path: string
  /** 2 for the second. */
  readonly part: number
  readonly options: RecordOptions
  readonly clock: RecorderClock
  readonly registry: LiveNetnsRegistry
  readonly addon: Addon
}

/** Times of buckets and of flows by second are on this grid in every file. */
const gridNs = 1e9

/** A file beside the one that is recorded, with all that is known of the host now. Nothing is left of it if it rejects. */
export async function beginFile(begin: BeginFileOptions): Promise<RecordedFile> {
  const { path, part, options, registry, addon } = begin
  const startNs = Math.floor(begin.clock.now() / gridNs) * gridNs
  const clock = new FileClock(begin.clock, startNs)
  const writer = await SessionWriter.create(path, { overwrite: false })
  const startedAtMs = Date.now() - clock.now() / 1e6
  writeStartInfo(writer, options, { startMonotonicNs: clock.startMonotonicNs, startedAtMs, part })
  const shared = { sink: writer, clock, netns: registry, addon }
  const facts = createHostFacts(shared)
  facts.start()
  const counterBook = new CounterBook(writer)
  const { intervalMs } = options
  const counters = await createCounters({ ...shared, sink: counterBook, intervalMs })
  counters.warmUp()
  const rounds = new RoundLog(writer, clock)
  return { writer, clock, startNs, facts, counters, counterBook, rounds }
}
