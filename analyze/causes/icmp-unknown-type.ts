import { ipProtocol } from '../../session/packet/numbers.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const icmpv6 = ipProtocol.icmpv6
/** IANA has assigned no ICMPv6 type from here on (200, 201 and 255 are for experiments). */
const unassigned = 162

export default reasonCause({
  name: 'icmp-unknown-type',
  kind: 'depends',
  what: 'an ICMP message of a type or form this host does not take',
  places: [
    { reasons: ['UNHANDLED_PROTO', 'INVALID_PROTO'], sites: ['icmp_rcv', 'icmpv6_rcv'] },
    {
      reasons: noReason,
      sites: ['icmpv6_rcv'],
      when: ({ flow }) => flow !== undefined && flow.sport >= unassigned && flow.proto === icmpv6,
      why: 'an informational message of a type that is not assigned: the kernel lets it be',
    },
  ],
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
