/**
 * Which of many pairs of series agree more than accident explains: a permutation test by shifts, with the max-T correction
 * of Westfall and Young (Resampling-Based Multiple Testing, 1993). The series of drops are shifted against all candidates
 * together, which keeps how each series follows from itself and how candidates follow from one another. At each shift the
 * best agreement of any pair within the lags is noted; a pair counts if hardly any shift does as well anywhere.
 * Shifts go up to half of the time, and are so far apart that no two share a lag. All are tried: nothing is random, the
 * same session gives the same numbers.
 */
import { bestLag, laggedCorrelation } from './cross-correlation.js'

/** With fewer shifts no p below 0.05 could come out. */
const fewestShifts = 20
/** One second in bins. */
const widestLag = 10
/** Below the interval at which counters are read a lag means nothing. */
const narrowestLag = 3

/** Bins without which the test cannot say anything. */
export const fewestBins = (fewestShifts + 2) * (2 * narrowestLag + 1)

/** Lags looked at, in bins: one second, less where the recording is too short for enough shifts. */
export const maxLagFor = (bins: number): number =>
  Math.min(widestLag, Math.floor((bins / (fewestShifts + 2) - 1) / 2))

/** In bins, to both sides. */
export function shiftsFor(bins: number): readonly number[] {
  const maxLag = maxLagFor(bins)
  const apart = 2 * maxLag + 1
  const oneSide = Math.floor((Math.floor(bins / 2) - maxLag) / apart)
  return Array.from({ length: oneSide }, (_, i) => (i + 1) * apart).flatMap((s) => [s, -s])
}

export interface Agreement {
  readonly drops: number
  readonly candidate: number
  readonly r: number
  readonly lag: number
  /** Corrected for the number of pairs. */
  readonly p: number
}

/** Indices refer to the lists given; pairs in order. All series are of one length, changes() of what was seen. */
export function agreements(
  drops: readonly Float64Array[],
  candidates: readonly Float64Array[],
): Agreement[] {
  const bins = drops[0]?.length ?? 0
  if (bins < fewestBins) return []
  const maxLag = maxLagFor(bins)
  const shifts = shiftsFor(bins)
  const best = new Float64Array(shifts.length).fill(-1)
  const observed: Omit<Agreement, 'p'>[] = []
  for (const [d, x] of drops.entries()) {
    for (const [c, y] of candidates.entries()) {
      const correlation = laggedCorrelation(x, y, Math.floor(bins / 2))
      observed.push({ drops: d, candidate: c, ...bestLag(correlation, 0, maxLag) })
      for (const [i, shift] of shifts.entries()) {
        const { r } = bestLag(correlation, shift, maxLag)
        if (r > (best[i] ?? 0)) best[i] = r
      }
    }
  }
  return observed.map((pair) => {
    const asGood = best.reduce((count, r) => (r >= pair.r ? count + 1 : count), 0)
    return { ...pair, p: (1 + asGood) / (1 + shifts.length) }
  })
}
