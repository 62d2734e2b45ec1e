import { gapEventText } from '../../session/gap-event.js'
import type { SessionClock, Sink, SourceHealth } from '../source.js'

/** A starved recorder would fill the session with events; the rest is counted. */
const maxEvents = 50

/** Rounds that came late or failed: where a report must not read silence as zero. */
export class RoundLog {
  readonly #sink: Sink
  readonly #clock: SessionClock
  #events = 0
  #late = 0
  #latestMs = 0
  /** How often each round failed, by what it was and why. */
  readonly #failures = new Map<string, number>()

  constructor(sink: Sink, clock: SessionClock) {
    this.#sink = sink
    this.#clock = clock
  }

  late(what: string, lateMs: number): void {
    this.#late += 1
    this.#latestMs = Math.max(this.#latestMs, lateMs)
    this.#tell('gap', gapEventText(what, lateMs))
  }

  /** Returns what went wrong if it is the first time. */
  failed(what: string, error: unknown): string | undefined {
    const text = `${what} failed: ${error instanceof Error ? error.message : String(error)}`
    const times = this.#failures.get(text) ?? 0
    this.#failures.set(text, times + 1)
    if (times > 0) return undefined
    this.#tell('source', text)
    return text
  }

  health(): SourceHealth {
    const failed = [...this.#failures.values()].reduce((sum, times) => sum + times, 0)
    const detail = { late: this.#late, latestMs: Math.round(this.#latestMs), failed }
    const why = [...this.#failures].map(([text, times]) => `${text} (${times} times)`)
    if (this.#late > 0) {
      why.push(
        `${this.#late} rounds came late, by up to ${Math.round(this.#latestMs)} ms: times of counter changes are that coarse`,
      )
    }
    if (why.length === 0) return { status: 'ok', why: '', lost: 0, detail }
    return { status: 'partial', why: why.join('; '), lost: failed, detail }
  }

  #tell(kind: 'gap' | 'source', text: string): void {
    this.#events += 1
    if (this.#events > maxEvents) return
    this.#sink.add('event', [{ at_ns: this.#clock.now(), kind, text }])
  }
}
