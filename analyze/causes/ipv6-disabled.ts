import { sysctlEvidence } from '../evidence.js'

import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'ipv6-disabled',
  kind: 'depends',
  what: 'IPv6 arrives on an interface where it is off',
  places: [{ reasons: ['IPV6DISABLED'] }],
  counters: () => ['snmp6:Ip6InDiscards'],
  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'IPv6 packet')} on an interface where IPv6 is off`,
    severity: 'problem',
    evidence: sysctlEvidence(host, found.netns, 'net.ipv6.conf.all.disable_ipv6'),
    remedy: [
      {
        what: 'If IPv6 is wanted there, switch it on; otherwise these are neighbours who still use it.',
        command: 'sysctl -w net.ipv6.conf.IFACE.disable_ipv6=0',
        verify: 'snmp6:Ip6InDiscards no longer rises',
        undo: 'sysctl -w net.ipv6.conf.IFACE.disable_ipv6=1',
      },
    ],
  }),
})
