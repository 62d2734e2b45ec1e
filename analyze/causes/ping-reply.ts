import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'ping-reply',
  kind: 'benign',
  what: 'an echo reply that ping had already read through its raw socket',
  places: [
    { reasons: ['NO_SOCKET'], sites: ['ping_rcv', 'icmp_rcv', 'icmpv6_rcv'] },
    { reasons: noReason, sites: ['ping_rcv'] },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'echo reply', 'echo replies')} freed after a raw-socket ping had read them`,
    evidence: [],
    remedy: [],
  }),
})
