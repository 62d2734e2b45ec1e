import { parsePairedLines } from '../counters/paired-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

const gauges: ReadonlySet<string> = new Set(['netstat:MPTcpExt.MPCurrEstab'])

/** Names as 'netstat:TcpExt.ListenDrops', 'netstat:IpExt.InNoRoutes'. */
export const parse = (text: string): readonly CounterReading[] =>
  parsePairedLines(text, 'netstat', gauges)

const source: CounterSource = {
  name: 'proc-net-netstat',
  title: 'Extended TCP, IP and MPTCP counters (/proc/net/netstat)',
  scope: 'namespace',
  every: 1,
  urgent: true,
  read: (context) => context.parseFile('/proc/net/netstat', parse),
  missing:
    '/proc/net/netstat is not there: accept-queue, backlog and other TCP losses are not counted',
}
export default source
