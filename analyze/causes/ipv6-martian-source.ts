import { isImpossibleSource } from '../martian.js'

import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'ipv6-martian-source',
  kind: 'problem',
  what: 'an IPv6 source address that nobody may send from',
  precedence: 1,
  places: [
    {
      reasons: ['IP_INHDR', ...noReason],
      sites: ['ip6_rcv_core', 'ipv6_rcv'],
      when: (group) => isImpossibleSource(group.flow?.src ?? ''),
      why: 'no host may send from that address',
    },
  ],
  counters: () => ['snmp6:Ip6InHdrErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 packet')} from an impossible source address (${found.groups[0]?.flow?.src ?? ''})`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops).',
        command: '',
        verify: 'snmp6:Ip6InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
