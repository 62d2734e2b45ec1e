import { isIpv6 } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'icmp-bad-checksum',
  kind: 'depends',
  what: 'the ICMP checksum is wrong',
  places: [{ reasons: ['ICMP_CSUM'], when: (group) => !isIpv6(group) }],
  counters: () => ['snmp:Icmp.InCsumErrors', 'snmp:Icmp.InErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'ICMP message')} with a wrong checksum`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Find the sender: something damages packets on the way or builds them wrongly.',
        command: '',
        verify: 'snmp:Icmp.InCsumErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
