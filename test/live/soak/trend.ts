/** Whether a measure of a long run stays flat. Pure. */
import { median } from 'simple-statistics'

export interface Sample {
  /** Since the run began. */
  readonly atMs: number
  readonly value: number
}

export interface Trend {
  /** Least values of the first and last window. */
  readonly first: number
  readonly last: number
  readonly max: number
  /** Slope per hour: median of the slopes between all pairs of windows (Theil and Sen), which no single outlier bends. */
  readonly perHour: number
}

/** Windows of equal length, the least value of each: what a garbage-collected process holds, without what it will free. */
const windows = 12

/**
 * The trend of what follows the first `warmUpMs`, when caches fill and code is compiled; undefined with less than one
 * sample a window.
 */
export function trendOf(samples: readonly Sample[], warmUpMs: number): Trend | undefined {
  const warm = samples.filter(({ atMs }) => atMs >= warmUpMs)
  const [begin, end] = [warm[0]?.atMs, warm.at(-1)?.atMs]
  if (begin === undefined || end === undefined || end === begin) return undefined
  const windowMs = (end - begin) / windows
  const floors = Array.from({ length: windows }, (_, index) => {
    const inside = warm.filter(
      ({ atMs }) => Math.min(windows - 1, Math.floor((atMs - begin) / windowMs)) === index,
    )
    return { atMs: begin + (index + 0.5) * windowMs, value: least(inside) }
  })
  if (floors.some(({ value }) => value === Infinity)) return undefined
  const slopes = floors.flatMap((to, index) =>
    floors.slice(0, index).map((from) => (to.value - from.value) / (to.atMs - from.atMs)),
  )
  return {
    first: floors[0]?.value ?? 0,
    last: floors.at(-1)?.value ?? 0,
    max: Math.max(...warm.map(({ value }) => value)),
    perHour: median(slopes) * 3_600_000,
  }
}

/** What a measure may grow within an hour and still count as flat: the larger of a part of itself and an amount. */
export interface Allowance {
  readonly part: number
  readonly amount: number
}

export const isFlat = ({ first, perHour }: Trend, { part, amount }: Allowance): boolean =>
  perHour <= Math.max(first * part, amount)

const least = (samples: readonly Sample[]): number =>
  samples.reduce((smallest, { value }) => Math.min(smallest, value), Infinity)
