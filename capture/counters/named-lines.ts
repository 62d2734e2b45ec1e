import type { CounterReading } from '../source.js'
import { completeLines, decimalOf, words } from './text-number.js'
import { UnknownLayout } from './unknown-layout.js'

const namesByPrefix = new Map<string, string>()
const namesKept = 4096

/**
 * The layout of /proc/net/snmp6, xfrm_stat, tls_stat and sctp/snmp: `NAME VALUE` on each line.
 * Lines that are not so are left out. Throws UnknownLayout if none is.
 */
export function parseNamedLines(
  text: string,
  prefix: string,
  gauges: ReadonlySet<string>,
): readonly CounterReading[] {
  const readings: CounterReading[] = []
  for (const line of completeLines(text)) {
    const [key = '', number, ...more] = words(line)
    const value = decimalOf(number)
    if (value === undefined || more.length > 0) continue
    const name = fullName(prefix, key)
    readings.push(gauges.has(name) ? { name, value, gauge: true } : { name, value })
  }
  if (readings.length === 0 && text !== '') throw new UnknownLayout(prefix, text)
  return readings
}

/** Keeps one string per name: comparing names between rounds is then comparing pointers. */
function fullName(prefix: string, key: string): string {
  const name = `${prefix}:${key}`
  const known = namesByPrefix.get(name)
  if (known !== undefined) return known
  if (namesByPrefix.size >= namesKept) namesByPrefix.clear()
  namesByPrefix.set(name, name)
  return name
}
