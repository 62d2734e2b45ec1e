import { parsePairedLines } from '../counters/paired-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Settings and levels that the file prints among its counts. */
const gauges: ReadonlySet<string> = new Set([
  'snmp:Ip.Forwarding',
  'snmp:Ip.DefaultTTL',
  'snmp:Tcp.RtoAlgorithm',
  'snmp:Tcp.RtoMin',
  'snmp:Tcp.RtoMax',
  'snmp:Tcp.MaxConn',
  'snmp:Tcp.CurrEstab',
])

/** Names as 'snmp:Udp.RcvbufErrors'. */
export const parse = (text: string): readonly CounterReading[] =>
  parsePairedLines(text, 'snmp', gauges)

const source: CounterSource = {
  name: 'proc-net-snmp',
  title: 'IPv4, ICMP, TCP and UDP counters (/proc/net/snmp)',
  scope: 'namespace',
  every: 1,
  urgent: true,
  read: (context) => context.parseFile('/proc/net/snmp', parse),
  missing:
    '/proc/net/snmp is not there (kernel without IPv4 or procfs): losses counted per protocol are not seen',
}
export default source
