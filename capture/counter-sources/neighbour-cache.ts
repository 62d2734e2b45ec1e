import { entriesGauge, parsePerCpuTable } from '../counters/per-cpu-table.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

/** The tables are global: one count for all namespaces, shown in the first namespace only. */
const tables = ['arp_cache', 'ndisc_cache'] as const

/** Names as 'arp_cache:unresolved_discards'. `table_fulls` came with 4.1. */
export const parse = (table: string, text: string): readonly CounterReading[] =>
  parsePerCpuTable(text, table, entriesGauge)

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const found = tables.flatMap((table) => {
    const readings = context.parseFile(`/proc/net/stat/${table}`, (text) => parse(table, text))
    return readings === undefined ? [] : [readings]
  })
  return found.length === 0 ? undefined : found.flat()
}

const source: CounterSource = {
  name: 'neighbour-cache',
  title: 'ARP and neighbour discovery (/proc/net/stat/arp_cache, ndisc_cache)',
  scope: 'host',
  every: 1,
  read,
  missing:
    '/proc/net/stat/arp_cache is shown in the first network namespace only: packets given up for want of a neighbour are not counted',
}
export default source
