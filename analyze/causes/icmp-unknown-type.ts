import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'icmp-unknown-type',
  kind: 'depends',
  what: 'an ICMP message of a type or form this host does not take',
  places: [{ reasons: ['UNHANDLED_PROTO', 'INVALID_PROTO'], sites: ['icmp_rcv', 'icmpv6_rcv'] }],
  // 6.18 counts an unknown type as an error; what breaks a rule of ICMP is counted nowhere
  refs: (group, { counters }) => {
    const isUnknown = group.reason === 'UNHANDLED_PROTO' && group.site === 'icmp_rcv'
    const errors = { netns: group.netns, name: 'snmp:Icmp.InErrors' }
    return isUnknown && (counters?.delta(errors.netns, errors.name) ?? 0) > 0 ? [errors] : []
  },
  explain: (found) => ({
    title: `${plural(found.drops, 'ICMP message')} of a type this host does not take`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
