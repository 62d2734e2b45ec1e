const bars = '▁▂▃▄▅▆▇█'

/** The newest `width` values as bars, the largest of all as the highest; nothing for zero. */
export function sparkLine(values: readonly number[], width: number): string {
  const shown = values.slice(Math.max(0, values.length - width))
  const highest = shown.reduce((most, value) => Math.max(most, value), 0)
  const line = shown.map((value) => barOf(value, highest)).join('')
  return line.padStart(width)
}

function barOf(value: number, highest: number): string {
  if (value <= 0) return ' '
  return bars[Math.max(0, Math.ceil((value / highest) * bars.length) - 1)] ?? ' '
}
