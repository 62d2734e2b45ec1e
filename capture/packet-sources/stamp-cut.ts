/** What was stamped before the cut has come out of rings and pipes after so long, even on a busy machine. */
const overlapMs = 2000

/**
 * Packets up to a stamp (microseconds of wall-clock time) were another capture process's. The cut ends by itself: later on
 * it could only hide packets, those that are stamped before it because the wall clock was set back.
 */
export class StampCut {
  readonly #afterWallUs: number
  readonly #madeMs: number

  /** `nowMs` on a clock that never steps. */
  constructor(afterWallUs: number, nowMs: number) {
    this.#afterWallUs = afterWallUs
    this.#madeMs = nowMs
  }

  /** Packets count that are stamped later than this. */
  afterWallUs(nowMs: number): number {
    return nowMs - this.#madeMs > overlapMs ? -Infinity : this.#afterWallUs
  }
}
