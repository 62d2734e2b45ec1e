import type { SessionClock } from '../source.js'

/** What `Date.now` can tell from a clock step for certain: it has whole milliseconds, and we may be interrupted. */
const stepNs = 20e6
/** After a step, old stamps may still come out of buffers for this long. */
const settleNs = 2e9
/** Stamps of packets taken on several CPUs may be out of order by this much; more is a step. */
const reorderNs = 1e6

/**
 * Converts libpcap's wall-clock stamps of one interface to session time. A step of the wall clock must not tear
 * the timeline, also not in the moments before the session clock has noticed it and while packets stamped
 * before it are still on their way.
 */
export class StampConversion {
  readonly #clock: SessionClock
  readonly #wallNowMs: () => number
  readonly #referenceS: number
  /** Session time of the reference second, by the offset used so far and by the newest one. */
  #usedBaseNs: number | undefined
  #newestBaseNs = 0
  #nowNs = 0
  #settledAtNs = 0
  #lastNs = 0

  constructor(clock: SessionClock, wallNowMs: () => number = Date.now) {
    this.#clock = clock
    this.#wallNowMs = wallNowMs
    this.#referenceS = Math.floor(wallNowMs() / 1000)
  }

  /** To be called once before each block's stamps. */
  beginBlock(): void {
    const wallMs = this.#wallNowMs()
    this.#nowNs = this.#clock.now()
    const seconds = Math.floor(wallMs / 1000)
    const error = this.#clock.fromWall(seconds, (wallMs - seconds * 1000) * 1e6) - this.#nowNs
    const base = this.#clock.fromWall(this.#referenceS, 0)
    this.#newestBaseNs = Math.abs(error) < stepNs ? base : base - error
    const used = this.#usedBaseNs
    if (used === undefined || Math.abs(this.#newestBaseNs - used) < stepNs) {
      this.#usedBaseNs = this.#newestBaseNs
      this.#settledAtNs = this.#nowNs + settleNs
    } else if (this.#nowNs > this.#settledAtNs) {
      this.#usedBaseNs = this.#newestBaseNs
    }
  }

  /** Session time of a stamp in microseconds of wall-clock time; never before an earlier packet's by mere disorder. */
  toSessionNs(wallUs: number): number {
    const sinceReferenceNs = (wallUs - this.#referenceS * 1e6) * 1000
    let at = sinceReferenceNs + (this.#usedBaseNs ?? this.#newestBaseNs)
    const isImpossible = at > this.#nowNs + stepNs || at < this.#lastNs - reorderNs
    if (isImpossible && this.#usedBaseNs !== this.#newestBaseNs) {
      this.#usedBaseNs = this.#newestBaseNs
      at = sinceReferenceNs + this.#newestBaseNs
    }
    this.#lastNs = Math.min(Math.max(at, this.#lastNs), this.#nowNs)
    return this.#lastNs
  }
}
