import { toMulticast } from '../packet-facts.js'
import { destinationsOf } from '../forwarding.js'

import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

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
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 multicast packet')} for ${destinationsOf(found)}: nobody here has joined`,
    evidence: [],
    remedy: [],
  }),
})
