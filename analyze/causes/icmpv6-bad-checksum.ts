import { isIpv6 } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'icmpv6-bad-checksum',
  kind: 'depends',
  what: 'the ICMPv6 checksum is wrong',
  places: [{ reasons: ['ICMP_CSUM'], when: isIpv6 }],
  counters: () => ['snmp6:Icmp6InCsumErrors', 'snmp6:Icmp6InErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'ICMPv6 message')} with a wrong checksum`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Find the sender: something damages packets on the way or builds them wrongly.',
        command: '',
        verify: 'snmp6:Icmp6InCsumErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
