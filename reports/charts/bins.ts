/** Bins of a series joined so that at most `max` remain; the last may be narrower in time. */
export function rebin(values: readonly number[], factor: number): readonly number[] {
  if (factor <= 1) return values
  const joined = new Array<number>(Math.ceil(values.length / factor)).fill(0)
  values.forEach((value, i) => {
    const bin = Math.floor(i / factor)
    joined[bin] = (joined[bin] ?? 0) + value
  })
  return joined
}

export const rebinFactor = (bins: number, max: number): number =>
  Math.max(1, Math.ceil(bins / Math.max(1, max)))

/** Exactly `bins` values: cut, or filled with zero. */
export const fitted = (values: readonly number[], bins: number): readonly number[] =>
  Array.from({ length: bins }, (_, i) => values[i] ?? 0)

export const highest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), 0)

/** Index of the highest value, 0 if all are 0. */
export const peakBin = (values: readonly number[]): number =>
  values.reduce((best, value, i) => (value > (values[best] ?? 0) ? i : best), 0)

/** Outline of a band between two step lines, one unit a bin; spans without height are left out. */
export function stepBand(
  lower: readonly number[],
  upper: readonly number[],
  y: (value: number) => number,
): string {
  const at = (value: number): string => String(Math.round(y(value) * 10) / 10)
  let path = ''
  for (let from = 0; from < upper.length; from++) {
    if ((upper[from] ?? 0) <= (lower[from] ?? 0)) continue
    let to = from
    while (to < upper.length && (upper[to] ?? 0) > (lower[to] ?? 0)) to++
    path += `M${from},${at(upper[from] ?? 0)}`
    for (let i = from; i < to; i++) {
      if (i > from && at(upper[i] ?? 0) !== at(upper[i - 1] ?? 0)) path += `V${at(upper[i] ?? 0)}`
      if (i + 1 === to || at(upper[i + 1] ?? 0) !== at(upper[i] ?? 0)) path += `H${i + 1}`
    }
    path += `V${at(lower[to - 1] ?? 0)}`
    for (let i = to - 1; i >= from; i--) {
      if (i < to - 1 && at(lower[i] ?? 0) !== at(lower[i + 1] ?? 0)) path += `V${at(lower[i] ?? 0)}`
      if (i === from || at(lower[i - 1] ?? 0) !== at(lower[i] ?? 0)) path += `H${i}`
    }
    path += 'Z'
    from = to - 1
  }
  return path
}
