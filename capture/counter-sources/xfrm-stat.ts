import { parseNamedLines } from '../counters/named-lines.js'
import type { CounterReading, CounterSource } from '../source.js'

const gauges: ReadonlySet<string> = new Set([])

/** Names as 'xfrm:XfrmInNoStates'. */
export const parse = (text: string): readonly CounterReading[] =>
  parseNamedLines(text, 'xfrm', gauges)

const source: CounterSource = {
  name: 'xfrm-stat',
  title: 'IPsec (/proc/net/xfrm_stat)',
  scope: 'namespace',
  every: 1,
  read: (context) => context.parseFile('/proc/net/xfrm_stat', parse),
  missing:
    'the kernel counts no IPsec errors (CONFIG_XFRM_STATISTICS): packets that IPsec refuses are not counted',
}
export default source
