import { isIpv6, isTcp, isUdp, toMulticast } from '../packets/packet-facts.js'
import { destinationsOf } from '../routes/forwarding.js'

import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'multicast-no-port',
  kind: 'benign',
  what: 'multicast of a group this host has joined, to a port nobody listens on',
  places: [
    {
      reasons: noReason,
      sites: [
        '__udp4_lib_rcv',
        '__udp6_lib_rcv',
        '__udp4_lib_mcast_deliver',
        '__udp6_lib_mcast_deliver',
        'tcp_v4_rcv',
        'tcp_v6_rcv',
      ],
      when: toMulticast,
      why: 'no socket takes this group and port',
    },
  ],
  counters: (group) =>
    isUdp(group) ? [isIpv6(group) ? 'snmp6:Udp6IgnoredMulti' : 'snmp:Udp.IgnoredMulti'] : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'multicast packet')} for ${destinationsOf(found)}: ${found.groups.every(isTcp) ? 'TCP takes none' : 'nobody listens on that port'}`,
    evidence: [],
    remedy: [],
  }),
})
