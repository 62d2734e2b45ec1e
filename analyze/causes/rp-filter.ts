import { shell } from '../attribution/shell.js'
import { incomingInterface } from '../packets/packet-facts.js'
import type { Case, Names } from '../cause.js'
import { sysctlEvidence } from '../attribution/evidence.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const device = (found: Case, names: Names): string => {
  const [group] = found.groups
  return group === undefined
    ? ''
    : names.interface(group.netns, incomingInterface(group), group.fromNs)
}

export default reasonCause({
  name: 'rp-filter',
  kind: 'problem',
  what: 'reverse-path filter: this host would not send to the source that way',
  places: [{ reasons: ['IP_RPFILTER'] }],
  subject: (group) => String(incomingInterface(group)),
  counters: () => ['netstat:TcpExt.IPReversePathFilter'],
  refs: () => [{ netns: null, name: 'rt_cache:in_martian_src' }],
  explain: (found, { host, names }) => ({
    title: `${plural(found.drops, 'packet')} refused by the reverse-path filter on ${device(found, names)}`,
    evidence: [
      ...sysctlEvidence(host, found.netns, `net.ipv4.conf.${device(found, names)}.rp_filter`),
      ...sysctlEvidence(host, found.netns, 'net.ipv4.conf.all.rp_filter'),
    ],
    remedy: [
      {
        what: `The larger of net.ipv4.conf.all.rp_filter (${host?.sysctl(found.netns, 'net.ipv4.conf.all.rp_filter') ?? 'not known'}) and that of ${device(found, names)} (${host?.sysctl(found.netns, `net.ipv4.conf.${device(found, names)}.rp_filter`) ?? 'not known'}) applies. If routing is asymmetric on purpose, use loose mode (2); otherwise add the missing route back to the source.`,
        command: shell`sysctl -w net.ipv4.conf.${device(found, names)}.rp_filter=2`,
        verify: 'TcpExt.IPReversePathFilter no longer rises',
        undo: shell`sysctl -w net.ipv4.conf.${device(found, names)}.rp_filter=${host?.sysctl(found.netns, `net.ipv4.conf.${device(found, names)}.rp_filter`) ?? '1'}`,
      },
    ],
  }),
})
