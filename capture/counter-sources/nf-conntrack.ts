import { entriesGauge, parsePerCpuTable } from '../counters/per-cpu-table.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Names as 'conntrack:insert_failed': all CPUs together. 'clashres' was called 'searched' before 5.10. */
export const parse = (text: string): readonly CounterReading[] =>
  parsePerCpuTable(text, 'conntrack', entriesGauge)

const source: CounterSource = {
  name: 'nf-conntrack',
  title: 'Connection tracking (/proc/net/stat/nf_conntrack)',
  scope: 'namespace',
  every: 1,
  read: (context) => context.parseFile('/proc/net/stat/nf_conntrack', parse),
  missing:
    'connection tracking is not loaded, or the kernel has no /proc/net/stat/nf_conntrack: if it loses packets, that is not counted',
  optional: true,
}
export default source
