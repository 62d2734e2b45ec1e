import { parseNamedLines } from '../counters/named-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

const gauges: ReadonlySet<string> = new Set([
  'tls:TlsCurrTxSw',
  'tls:TlsCurrRxSw',
  'tls:TlsCurrTxDevice',
  'tls:TlsCurrRxDevice',
])

/** Names as 'tls:TlsDecryptError'. */
export const parse = (text: string): readonly CounterReading[] =>
  parseNamedLines(text, 'tls', gauges)

const source: CounterSource = {
  name: 'tls-stat',
  title: 'Kernel TLS (/proc/net/tls_stat)',
  scope: 'namespace',
  every: 4,
  read: (context) => context.parseFile('/proc/net/tls_stat', parse),
  missing: 'kernel TLS is not loaded: there is nothing to count',
  optional: true,
}
export default source
