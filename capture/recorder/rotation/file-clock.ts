import type { SessionClock } from '../../source.js'

/** The clock of one file of a rotated recording: zero when that file was begun. */
export class FileClock implements SessionClock {
  readonly startMonotonicNs: bigint
  readonly #whole: SessionClock
  readonly #startNs: number

  /** `startNs` is when the file was begun, on the clock of the whole recording. */
  constructor(whole: SessionClock, startNs: number) {
    this.#whole = whole
    this.#startNs = startNs
    this.startMonotonicNs = whole.startMonotonicNs + BigInt(startNs)
  }

  now(): number {
    return this.#whole.now() - this.#startNs
  }

  fromWall(seconds: number, nanoseconds: number): number {
    return this.#whole.fromWall(seconds, nanoseconds) - this.#startNs
  }
}
