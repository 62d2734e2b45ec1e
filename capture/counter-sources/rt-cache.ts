import { entriesGauge, parsePerCpuTable } from '../counters/per-cpu-table.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Names as 'rt_cache:in_martian_src': all CPUs and all namespaces together. */
export const parse = (text: string): readonly CounterReading[] =>
  parsePerCpuTable(text, 'rt_cache', entriesGauge)

const source: CounterSource = {
  name: 'rt-cache',
  title: 'Routing decisions (/proc/net/stat/rt_cache)',
  scope: 'host',
  every: 1,
  read: (context) => context.parseFile('/proc/net/stat/rt_cache', parse),
  missing: '/proc/net/stat/rt_cache is not there: martian addresses are not counted',
}
export default source
