import { parseNamedLines } from '../counters/named-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

const gauges: ReadonlySet<string> = new Set(['sctp:SctpCurrEstab'])

/** Names as 'sctp:SctpInPktDiscards'. */
export const parse = (text: string): readonly CounterReading[] =>
  parseNamedLines(text, 'sctp', gauges)

const source: CounterSource = {
  name: 'sctp-snmp',
  title: 'SCTP (/proc/net/sctp/snmp)',
  scope: 'namespace',
  every: 4,
  read: (context) => context.parseFile('/proc/net/sctp/snmp', parse),
  missing: 'SCTP is not loaded: there is nothing to count',
  optional: true,
}
export default source
