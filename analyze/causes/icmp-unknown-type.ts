import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'icmp-unknown-type',
  kind: 'depends',
  what: 'an ICMP message of a type or form this host does not take',
  places: [{ reasons: ['UNHANDLED_PROTO', 'INVALID_PROTO'], sites: ['icmp_rcv', 'icmpv6_rcv'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'ICMP message')} of a type this host does not take`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
