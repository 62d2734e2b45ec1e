/** Series of events that have nothing to do with one another, from a seed: the same in every run. */
export type Random = () => number

/** Uniform in [0, 1): mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())

/** Events that are independent of one another. */
export const independent = (random: Random, bins: number): Float64Array =>
  new Float64Array(bins).map(() => Math.max(0, Math.round(3 + 2 * normal(random))))

/** Long quiet times, then bursts of some seconds. */
export function bursts(random: Random, bins: number): Float64Array {
  let isOn = false
  return new Float64Array(bins).map(() => {
    if (random() < (isOn ? 0.1 : 0.04)) isOn = !isOn
    return isOn ? Math.round(5 + 10 * random()) : 0
  })
}

/** Each value is mostly the one before (AR(1), 0.95). */
export function autocorrelated(random: Random, bins: number): Float64Array {
  let level = 0
  return new Float64Array(bins).map(() => {
    level = 0.95 * level + normal(random)
    return Math.max(0, Math.round(10 + 3 * level))
  })
}

/** A random walk: no level to come back to. */
export function drifting(random: Random, bins: number): Float64Array {
  let level = 50
  return new Float64Array(bins).map(() => {
    level = Math.max(0, level + 2 * normal(random))
    return Math.round(level)
  })
}

/** One event each second, with a phase of its own. */
export function periodic(random: Random, bins: number): Float64Array {
  const phase = Math.floor(random() * 10)
  return new Float64Array(bins).map((_, i) => (i % 10 === phase ? 1 + Math.round(random()) : 0))
}

/** Part of the events of `series`, some bins later, among others. */
export function following(random: Random, series: Float64Array, lag: number): Float64Array {
  return series.map((_, i) => Math.round(0.6 * (series[i - lag] ?? 0)) + (random() < 0.2 ? 2 : 0))
}
