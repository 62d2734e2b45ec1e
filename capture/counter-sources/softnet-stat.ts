import { completeLines, hexOf, words } from '../counters/text-number.js'
import { UnknownLayout } from '../counters/unknown-layout.js'
import type { CounterReading, CounterSource } from '../source.js'

interface SoftnetColumn {
  readonly at: number
  readonly name: string
  readonly gauge?: true
}

/** The file has no header. Columns 3 to 8 are zero (8 counted collisions up to 4.7). */
const columns: readonly SoftnetColumn[] = [
  { at: 0, name: 'processed' },
  { at: 1, name: 'dropped' },
  { at: 2, name: 'time_squeeze' },
  { at: 9, name: 'received_rps' },
  { at: 10, name: 'flow_limit_count' },
  // The next ones came with 5.10 …
  { at: 11, name: 'backlog_len', gauge: true },
  // … and these with 6.x. Column 12 is the CPU's number.
  { at: 13, name: 'input_qlen', gauge: true },
  { at: 14, name: 'process_qlen', gauge: true },
]
const cpuColumn = 12
/** Oldest layout in use (3.11 to 5.9) has 11 columns; fewer than 3 tell nothing. */
const fewestColumns = 3

/** Names as 'softnet:cpu0.dropped'. Without the CPU column (before 5.10) lines are numbered: offline CPUs have none. */
export function parse(text: string): readonly CounterReading[] {
  const readings: CounterReading[] = []
  completeLines(text).forEach((line, row) => {
    const values = words(line).map(hexOf)
    if (values.length < fewestColumns || values.includes(undefined)) return
    const cpu = values[cpuColumn] ?? row
    for (const { at, name, gauge } of columns) {
      const value = values[at]
      if (value === undefined) continue
      const reading = { name: `softnet:cpu${cpu}.${name}`, value }
      readings.push(gauge === true ? { ...reading, gauge } : reading)
    }
  })
  if (readings.length === 0) throw new UnknownLayout('softnet_stat', text)
  return readings
}

const source: CounterSource = {
  name: 'softnet-stat',
  title: 'Receive backlog of each CPU (/proc/net/softnet_stat)',
  scope: 'host',
  every: 1,
  urgent: true,
  read: (context) => context.parseFile('/proc/net/softnet_stat', parse),
  missing:
    '/proc/net/softnet_stat is not there: packets lost to a full CPU backlog are not counted',
}
export default source
