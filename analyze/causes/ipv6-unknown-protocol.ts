import { isIpv6 } from '../packets/packet-facts.js'
import { protocolsOf } from '../packets/protocol-names.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-unknown-protocol',
  kind: 'problem',
  what: 'nobody on this host speaks that next header',
  places: [{ reasons: ['IP_NOPROTO'], when: isIpv6 }],
  counters: () => ['snmp6:Ip6InUnknownProtos'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 packet')} of ${protocolsOf(found)}, which nobody here speaks`,
    evidence: [],
    remedy: [
      {
        what: 'Load the module or start the daemon that handles it, or stop the sender; it was told ICMPv6 parameter problem.',
        command: '',
        verify: 'snmp6:Ip6InUnknownProtos no longer rises',
        undo: '',
      },
    ],
  }),
})
