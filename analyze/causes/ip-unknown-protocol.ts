import { isIpv4 } from '../packets/packet-facts.js'
import { protocolsOf } from '../packets/protocol-names.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ip-unknown-protocol',
  kind: 'problem',
  what: 'nobody on this host speaks that IP protocol',
  places: [{ reasons: ['IP_NOPROTO'], when: isIpv4 }],
  counters: () => ['snmp:Ip.InUnknownProtos'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv4 packet')} of ${protocolsOf(found)}, which nobody here speaks`,
    evidence: [],
    remedy: [
      {
        what: 'Load the module or start the daemon that handles it (for example GRE, SCTP, OSPF), or stop the sender; it was told ICMP protocol unreachable.',
        command: '',
        verify: 'snmp:Ip.InUnknownProtos no longer rises',
        undo: '',
      },
    ],
  }),
})
