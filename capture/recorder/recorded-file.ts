import type { SessionWriter } from '../../session/writer.js'
import type { Counters } from '../counters.js'
import type { HostFacts } from '../host/facts.js'
import type { SessionClock } from '../source.js'
import type { CounterBook } from './rotation/counter-book.js'
import type { RoundLog } from './round-log.js'

/** One session file while it is recorded, with the parts that describe the host in it and in no other. */
export interface RecordedFile {
  readonly writer: SessionWriter
  /** Zero when the file was begun. */
  readonly clock: SessionClock
  /** When that was, on the clock of the whole recording. */
  readonly startNs: number
  readonly facts: HostFacts
  readonly counters: Counters
  /** Where these put their rows, if another file may follow. */
  readonly counterBook: CounterBook | undefined
  readonly rounds: RoundLog
}
