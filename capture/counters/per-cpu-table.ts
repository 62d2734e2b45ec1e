import type { CounterReading } from '../source.js'
import { completeLines, hexOf, words } from './text-number.js'
import { UnknownLayout } from './unknown-layout.js'

/**
 * The layout of the files in /proc/net/stat: a header of names, then a line of hexadecimal numbers per CPU.
 * Counts are summed over the CPUs. Levels (`gauges`) are the same number on each line, so the first is taken.
 * The kernel keeps each CPU's count in 32 bits: a sum goes back by 2^32 when one of them wraps.
 */
export function parsePerCpuTable(
  text: string,
  prefix: string,
  gauges: ReadonlySet<string>,
): readonly CounterReading[] {
  const [header = '', ...rows] = completeLines(text)
  const names = words(header)
  if (names[0] !== 'entries') throw new UnknownLayout(prefix, text)
  const sums = new Array<number | undefined>(names.length).fill(undefined)
  for (const row of rows) {
    const columns = words(row)
    for (let i = 0; i < names.length; i += 1) {
      const value = hexOf(columns[i])
      if (value === undefined) continue
      const sum = sums[i]
      if (sum === undefined) sums[i] = value
      else if (!gauges.has(names[i] ?? '')) sums[i] = sum + value
    }
  }
  const readings: CounterReading[] = []
  names.forEach((column, i) => {
    const value = sums[i]
    if (value === undefined) return
    const name = `${prefix}:${column}`
    readings.push(gauges.has(column) ? { name, value, gauge: true } : { name, value })
  })
  return readings
}

/** Every file of /proc/net/stat begins with the number of entries of its table. */
export const entriesGauge: ReadonlySet<string> = new Set(['entries'])
