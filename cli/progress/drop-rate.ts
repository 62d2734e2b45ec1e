import type { RecordProgress } from '../../capture/record-options.js'

/** Long enough to be steady, short enough to follow. */
const windowMs = 2000

/** Drops per second over the last two seconds. */
export class DropRate {
  readonly #points: Pick<RecordProgress, 'elapsedMs' | 'drops'>[] = []

  /** Takes the newest totals, returns the rate. */
  next({ elapsedMs, drops }: Pick<RecordProgress, 'elapsedMs' | 'drops'>): number {
    this.#points.push({ elapsedMs, drops })
    let [oldest, second] = this.#points
    while (
      oldest !== undefined &&
      second !== undefined &&
      elapsedMs - second.elapsedMs >= windowMs
    ) {
      this.#points.shift()
      ;[oldest, second] = this.#points
    }
    if (oldest === undefined || elapsedMs <= oldest.elapsedMs) return 0
    return ((drops - oldest.drops) * 1000) / (elapsedMs - oldest.elapsedMs)
  }
}
