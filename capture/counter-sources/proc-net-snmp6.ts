import { parseNamedLines } from '../counters/named-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

/** Names as 'snmp6:Udp6RcvbufErrors'. */
export const parse = (text: string): readonly CounterReading[] =>
  parseNamedLines(text, 'snmp6', new Set())

const source: CounterSource = {
  name: 'proc-net-snmp6',
  title: 'IPv6, ICMPv6 and UDPv6 counters (/proc/net/snmp6)',
  scope: 'namespace',
  every: 1,
  urgent: true,
  read: (context) => context.parseFile('/proc/net/snmp6', parse),
  missing:
    '/proc/net/snmp6 is not there (kernel without IPv6): losses counted per IPv6 protocol are not seen',
}
export default source
