/**
 * How two series of events move together. Levels and slow trends agree by accident; what is compared is therefore how
 * each sum of 300 ms differs from the one before, as a ratio (its logarithm): a single large burst does not outweigh all else.
 */
import { standardDeviation } from 'simple-statistics'

/** Bins of a moving sum: what a counter that is read every 250 ms can resolve. */
const smoothedBins = 3
const binsBefore = 2 * smoothedBins - 1

/** Shorter than the series by the bins that the first sums need. undefined if nothing changes. */
export function changes(series: Float64Array): Float64Array | undefined {
  if (series.length <= binsBefore) return undefined
  const sums = series.map((_, i) => {
    let sum = 0
    for (let back = 0; back < smoothedBins; back++) sum += series[i - back] ?? 0
    return sum
  })
  const ratios = sums
    .subarray(binsBefore)
    .map((sum, i) => Math.log1p(sum) - Math.log1p(sums[binsBefore + i - smoothedBins] ?? 0))
  return standardDeviation(Array.from(ratios)) < 1e-9 ? undefined : ratios
}

/** Pearson's r at lags from -reach to reach; a positive lag means that y comes after x. */
export interface LaggedCorrelation {
  at(lag: number): number
}

/** Of what overlaps once y is moved. Sums over ranges make the cost of one lag that of one product. */
export function laggedCorrelation(
  x: Float64Array,
  y: Float64Array,
  reach: number,
): LaggedCorrelation {
  const n = x.length
  const [sumsX, squaresX, sumsY, squaresY] = [...runningSums(x), ...runningSums(y)]
  const values = new Float64Array(2 * reach + 1)
  for (let lag = -reach; lag <= reach; lag++) {
    const fromX = Math.max(0, -lag)
    const fromY = fromX + lag
    const length = n - Math.abs(lag)
    let product = 0
    for (let i = 0; i < length; i++) product += (x[fromX + i] ?? 0) * (y[fromY + i] ?? 0)
    const over = (sums: Float64Array | undefined, from: number): number =>
      (sums?.[from + length] ?? 0) - (sums?.[from] ?? 0)
    const covariance = product - (over(sumsX, fromX) * over(sumsY, fromY)) / length
    const varianceX = over(squaresX, fromX) - over(sumsX, fromX) ** 2 / length
    const varianceY = over(squaresY, fromY) - over(sumsY, fromY) ** 2 / length
    const scale = Math.sqrt(Math.max(0, varianceX) * Math.max(0, varianceY))
    values[lag + reach] = scale < 1e-9 ? 0 : covariance / scale
  }
  return { at: (lag) => values[lag + reach] ?? 0 }
}

/** Of the values and of their squares; at index i, of all before i. */
function runningSums(series: Float64Array): [Float64Array, Float64Array] {
  const sums = new Float64Array(series.length + 1)
  const squares = new Float64Array(series.length + 1)
  for (const [i, value] of series.entries()) {
    sums[i + 1] = (sums[i] ?? 0) + value
    squares[i + 1] = (squares[i] ?? 0) + value * value
  }
  return [sums, squares]
}

export interface BestLag {
  readonly r: number
  /** Bins by which the second series comes after the first, from the shift on. */
  readonly lag: number
}

/** The largest r within `maxLag` bins around a shift; of equal ones that with the smallest lag. */
export function bestLag(correlation: LaggedCorrelation, shift: number, maxLag: number): BestLag {
  let best: BestLag = { r: correlation.at(shift), lag: 0 }
  for (let distance = 1; distance <= maxLag; distance++) {
    for (const lag of [distance, -distance]) {
      const r = correlation.at(shift + lag)
      if (r > best.r) best = { r, lag }
    }
  }
  return best
}
