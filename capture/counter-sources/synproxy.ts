import { entriesGauge, parsePerCpuTable } from '../counters/per-cpu-table.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Names as 'synproxy:cookie_invalid'. */
export const parse = (text: string): readonly CounterReading[] =>
  parsePerCpuTable(text, 'synproxy', entriesGauge)

const source: CounterSource = {
  name: 'synproxy',
  title: 'SYNPROXY (/proc/net/stat/synproxy)',
  scope: 'namespace',
  every: 4,
  read: (context) => context.parseFile('/proc/net/stat/synproxy', parse),
  missing: 'SYNPROXY is not loaded: there is nothing to count',
  optional: true,
}
export default source
