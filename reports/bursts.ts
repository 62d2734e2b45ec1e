import { sum } from './quantities.js'

/** A stretch in which far more was lost than on average. */
export interface Burst {
  readonly fromMs: number
  readonly toMs: number
  readonly drops: number
}

/** A bin belongs to a burst if it holds at least this many times the mean of all bins. */
const timesMean = 4
/** Stretches this many bins apart are one burst: counting every 100 ms cuts bursts into pieces. */
const joinBins = 2
/** Fewer packets are no burst, however close together. */
const fewestDrops = 10
const maxBursts = 8

/** The largest bursts, in time order; none where losses are steady. */
export function burstsOf(drops: readonly number[], binMs: number): readonly Burst[] {
  const threshold = (timesMean * sum(drops)) / Math.max(drops.length, 1)
  const runs: { from: number; to: number }[] = []
  drops.forEach((n, bin) => {
    if (n === 0 || n < threshold) return
    const last = runs[runs.length - 1]
    if (last !== undefined && bin - last.to <= joinBins) last.to = bin
    else runs.push({ from: bin, to: bin })
  })
  return runs
    .map(({ from, to }) => ({
      fromMs: from * binMs,
      toMs: (to + 1) * binMs,
      drops: sum(drops.slice(from, to + 1)),
    }))
    .filter((burst) => burst.drops >= fewestDrops)
    .sort((a, b) => b.drops - a.drops || a.fromMs - b.fromMs)
    .slice(0, maxBursts)
    .sort((a, b) => a.fromMs - b.fromMs)
}
