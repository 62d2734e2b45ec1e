import { decimalOf } from '../counters/text-number.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

const sysctls = ['nf_conntrack_count', 'nf_conntrack_max'] as const

/** The level 'conntrack:nf_conntrack_max' from a file that holds one number. */
export function parse(name: string, text: string): readonly CounterReading[] {
  const value = decimalOf(text.trim())
  return value === undefined ? [] : [{ name: `conntrack:${name}`, value, gauge: true }]
}

function read(context: CounterContext): readonly CounterReading[] | undefined {
  const found = sysctls.flatMap((name) => {
    const path = `/proc/sys/net/netfilter/${name}`
    const readings = context.parseFile(path, (text) => parse(name, text))
    return readings === undefined ? [] : [readings]
  })
  return found.length === 0 ? undefined : found.flat()
}

const source: CounterSource = {
  name: 'nf-conntrack-limit',
  title: 'How full connection tracking is (net.netfilter.nf_conntrack_count, nf_conntrack_max)',
  scope: 'namespace',
  // The level is in nf-conntrack's file too, in every round.
  every: 4,
  read,
  missing: 'connection tracking is not loaded: there is no table that could be full',
  optional: true,
}
export default source
