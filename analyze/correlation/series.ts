/** Time series in bins of 100 ms, and when there is enough in one to say anything. */
import { sameRoundNs } from '../artifacts/reading-rounds.js'

export const binNs = 100_000_000
/** Two minutes: with more the test takes long, and says no more. */
const maxBins = 1200

/** What is compared: bins from a moment on. */
export interface Window {
  readonly fromNs: number
  readonly bins: number
}

/** The whole time, or the two minutes of it with most in `buckets`. */
export function windowOf(fromNs: number, toNs: number, buckets: readonly Float64Array[]): Window {
  const bins = Math.max(0, Math.floor((toNs - fromNs) / binNs))
  if (bins <= maxBins) return { fromNs, bins }
  const all = binned(buckets, { fromNs, bins })
  let inside = all.slice(0, maxBins).reduce((sum, n) => sum + n, 0)
  let most = inside
  let first = 0
  for (let end = maxBins; end < bins; end++) {
    inside += (all[end] ?? 0) - (all[end - maxBins] ?? 0)
    if (inside <= most) continue
    most = inside
    first = end - maxBins + 1
  }
  return { fromNs: fromNs + first * binNs, bins: maxBins }
}

/** Pairs of (ns, amount) summed by bin; what lies outside of the window is left out. */
export function binned(buckets: readonly Float64Array[], { fromNs, bins }: Window): Float64Array {
  const sums = new Float64Array(bins)
  for (const pairs of buckets) {
    for (let i = 0; i + 1 < pairs.length; i += 2) {
      const bin = Math.floor(((pairs[i] ?? 0) - fromNs) / binNs)
      if (bin >= 0 && bin < bins) sums[bin] = (sums[bin] ?? 0) + (pairs[i + 1] ?? 0)
    }
  }
  return sums
}

/** A counter that is read less often than this is taken to have risen just before it was read. */
const longestReadingNs = 1_000_000_000

/** A counter is read every 250 ms or so: its gain is spread evenly over the time since the round before. */
export function spreadGains(
  steps: Float64Array,
  rounds: readonly number[],
  window: Window,
): Float64Array {
  const sums = new Float64Array(window.bins)
  const toNs = window.fromNs + window.bins * binNs + longestReadingNs
  let round = -1
  for (let i = 0; i + 1 < steps.length; i += 2) {
    const at = steps[i] ?? 0
    if (at < window.fromNs || at > toNs) continue
    while ((rounds[round + 1] ?? Infinity) < at - sameRoundNs) round += 1
    const since = Math.max(rounds[round] ?? at - binNs, at - longestReadingNs)
    spread(sums, since - window.fromNs, at - window.fromNs, steps[i + 1] ?? 0)
  }
  return sums
}

function spread(sums: Float64Array, from: number, to: number, amount: number): void {
  const perNs = amount / (to - from)
  const last = Math.min(sums.length - 1, Math.floor(to / binNs))
  for (let bin = Math.max(0, Math.floor(from / binNs)); bin <= last; bin++) {
    const overlap = Math.min(to, (bin + 1) * binNs) - Math.max(from, bin * binNs)
    if (overlap > 0) sums[bin] = (sums[bin] ?? 0) + overlap * perNs
  }
}

/** How often something happened in a series. */
export interface Activity {
  /** Bins that are not 0. */
  readonly active: number
  /** Times at which it rose above its mean after it had been below. */
  readonly rises: number
}

export function activityOf(series: Float64Array): Activity {
  const mean = series.reduce((sum, n) => sum + n, 0) / Math.max(1, series.length)
  let active = 0
  let rises = 0
  let isAbove = true
  for (const value of series) {
    if (value > 0) active++
    if (value > mean && !isAbove) rises++
    isAbove = value > mean
  }
  return { active, rises }
}

/** A series with fewer than these has too few chances to agree with anything but by accident. */
export const minimal: Activity = { active: 10, rises: 4 }

export const isEnough = ({ active, rises }: Activity): boolean =>
  active >= minimal.active && rises >= minimal.rises
