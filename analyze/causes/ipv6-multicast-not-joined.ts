import { isIpv6, toMulticast } from '../packets/packet-facts.js'
import { destinationsOf } from '../routes/forwarding.js'

import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-multicast-not-joined',
  kind: 'benign',
  what: 'IPv6 multicast for a group nobody here has joined',
  places: [
    {
      reasons: noReason,
      sites: ['ip6_mc_input', 'ip6_input', 'ip6_rcv_finish'],
      when: toMulticast,
      why: 'the destination is a group this namespace has not joined',
    },
    // on an interface that has just come up, or has IPv6 off, there is no route for ff00::/8 yet
    {
      reasons: ['IP_INNOROUTES'],
      sites: ['ip6_pkt_discard'],
      when: (group) => isIpv6(group) && toMulticast(group),
      why: 'multicast came in where nothing had been joined yet: no route for it, nor anybody to take it',
    },
  ],
  counters: ({ reason }) => (reason === 'IP_INNOROUTES' ? ['snmp6:Ip6InNoRoutes'] : []),
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 multicast packet')} for ${destinationsOf(found)}: nobody here has joined`,
    evidence: [],
    remedy: [],
  }),
})
