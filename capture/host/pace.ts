import { addon } from '../native.js'
import type { SessionClock } from '../source.js'

/**
 * CPU time of this thread so far, nanoseconds: on a busy host wall-clock time says more about the others, and that of the
 * process about the thread that writes the session.
 */
export const cpuTimeNs = (): number => addon().threadCpuNs()

/**
 * Spaces out something dear so that it takes at most a share of one CPU: after a round of cost c the next is due
 * c / share later, and never before the gap asked for.
 */
export class Pace {
  #startedNs = -Infinity
  #rounds = 0
  #spentNs = 0
  #lastCostNs = 0

  /** Did the last round begin so long ago? */
  isDue(nowNs: number, waitNs: number): boolean {
    return nowNs - this.#startedNs >= waitNs
  }

  /** Runs a round if one is due: at most every `gapNs`, and for no more than a share of one CPU. */
  run(
    {
      clock,
      share,
      gapNs,
    }: { readonly clock: SessionClock; readonly share: number; readonly gapNs: number },
    round: () => void,
  ): void {
    const startedNs = clock.now()
    if (!this.isDue(startedNs, Math.max(gapNs, this.#lastCostNs / share))) return
    const cpuBefore = cpuTimeNs()
    round()
    this.spent(startedNs, cpuTimeNs() - cpuBefore)
  }

  /** A round began at `startedNs` of the session and cost that much CPU time. */
  spent(startedNs: number, costNs: number): void {
    this.#rounds += 1
    this.#spentNs += costNs
    this.#lastCostNs = costNs
    this.#startedNs = startedNs
  }

  get lastCostNs(): number {
    return this.#lastCostNs
  }

  /** For source_health: how often it ran and what a round cost. */
  get detail(): { readonly rounds: number; readonly meanUs: number } {
    const meanUs = this.#rounds === 0 ? 0 : Math.round(this.#spentNs / this.#rounds / 1000)
    return { rounds: this.#rounds, meanUs }
  }
}
