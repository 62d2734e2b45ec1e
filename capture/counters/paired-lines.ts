import type { CounterReading } from '../source.js'
import { completeLines, decimalOf } from './text-number.js'
import { UnknownLayout } from './unknown-layout.js'

/** Header lines repeat in every reading; their split names are kept. Bounded, because IcmpMsg headers vary. */
const namesByHeader = new Map<string, readonly string[]>()
const headersKept = 256

/**
 * The layout of /proc/net/snmp and netstat: a line `Group: NAME…` followed by a line `Group: VALUE…`.
 * Names come from the kernel's own header, so columns that other kernels have or lack are right.
 * Names without a value and what is no number are left out. Throws UnknownLayout if there is no pair at all.
 */
export function parsePairedLines(
  text: string,
  prefix: string,
  gauges: ReadonlySet<string>,
): readonly CounterReading[] {
  const lines = completeLines(text)
  const readings: CounterReading[] = []
  let pairs = 0
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const header = lines[i] ?? ''
    const values = lines[i + 1] ?? ''
    const group = header.slice(0, header.indexOf(':') + 1)
    if (group === '' || !values.startsWith(group)) continue
    pairs += 1
    const names = namesOf(header, prefix)
    const columns = values.slice(group.length + 1).split(' ')
    for (let column = 0; column < names.length && column < columns.length; column += 1) {
      const name = names[column]
      const value = decimalOf(columns[column])
      if (name === undefined || value === undefined) continue
      readings.push(gauges.has(name) ? { name, value, gauge: true } : { name, value })
    }
  }
  if (pairs === 0) throw new UnknownLayout(prefix, text)
  return readings
}

/** 'Udp: InDatagrams NoPorts' → ['snmp:Udp.InDatagrams', 'snmp:Udp.NoPorts'] */
function namesOf(header: string, prefix: string): readonly string[] {
  const key = `${prefix} ${header}`
  const known = namesByHeader.get(key)
  if (known !== undefined) return known
  const [group = '', ...names] = header.trim().split(' ')
  const full = names.map((name) => `${prefix}:${group.slice(0, -1)}.${name}`)
  if (namesByHeader.size >= headersKept) namesByHeader.clear()
  namesByHeader.set(key, full)
  return full
}
