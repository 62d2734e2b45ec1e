import type { Row } from '../../session/tables.js'
import type { SessionClock } from '../source.js'

/** Where time comes from; the addon gives both. */
export interface ClockReadings {
  monotonicNs(): bigint
  /** CLOCK_REALTIME */
  realtimeNs(): bigint
}

export interface ClockSample {
  readonly row: Row<'clock'>
  /** How far the wall clock has moved against the session clock since the last sample. */
  readonly stepMs: number
}

const nsPerSecond = 1_000_000_000n
// The pair read with the least time between its halves is the truest: the process may be preempted in between.
const readingsPerSample = 3

/** The session's clock: nanoseconds since its start on CLOCK_MONOTONIC, with the newest offset to the wall clock. */
export class RecorderClock implements SessionClock {
  readonly startMonotonicNs: bigint
  /** Wall clock at the session's start, as first read. */
  readonly startedAtMs: number
  readonly #readings: ClockReadings
  #wallAtStartNs: bigint
  // The same as two numbers: packets are converted without BigInt.
  #startSeconds = 0
  #startNanoseconds = 0

  constructor(readings: ClockReadings) {
    this.#readings = readings
    this.startMonotonicNs = readings.monotonicNs()
    this.#wallAtStartNs = this.#readWallAtStart()
    this.#keep(this.#wallAtStartNs)
    this.startedAtMs = Number(this.#wallAtStartNs / 1_000_000n)
  }

  now(): number {
    return Number(this.#readings.monotonicNs() - this.startMonotonicNs)
  }

  fromWall(seconds: number, nanoseconds: number): number {
    return (seconds - this.#startSeconds) * 1e9 + (nanoseconds - this.#startNanoseconds)
  }

  /** Reads both clocks; from now on `fromWall` uses the new offset. */
  sample(): ClockSample {
    const before = this.#wallAtStartNs
    const wallAtStart = this.#readWallAtStart()
    this.#keep(wallAtStart)
    const atNs = this.now()
    const wall = wallAtStart + BigInt(atNs)
    return {
      row: {
        at_ns: atNs,
        wall_s: Number(wall / nsPerSecond),
        wall_ns: Number(wall % nsPerSecond),
      },
      stepMs: Number(wallAtStart - before) / 1e6,
    }
  }

  /** What the wall clock would have shown at the session's start, had it run then as it runs now. */
  #readWallAtStart(): bigint {
    let best = 0n
    let bestGap: bigint | undefined
    for (let reading = 0; reading < readingsPerSample; reading += 1) {
      const before = this.#readings.monotonicNs()
      const wall = this.#readings.realtimeNs()
      const after = this.#readings.monotonicNs()
      const gap = after - before
      if (bestGap === undefined || gap < bestGap) {
        bestGap = gap
        best = wall - (before + gap / 2n - this.startMonotonicNs)
      }
    }
    return best
  }

  #keep(wallAtStartNs: bigint): void {
    this.#wallAtStartNs = wallAtStartNs
    this.#startSeconds = Number(wallAtStartNs / nsPerSecond)
    this.#startNanoseconds = Number(wallAtStartNs % nsPerSecond)
  }
}
