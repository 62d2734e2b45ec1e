import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-truncated',
  kind: 'problem',
  what: 'the frame is shorter than the IPv6 header says',
  places: [{ reasons: ['PKT_TOO_SMALL'], sites: ['ip6_rcv_core', 'ipv6_rcv'] }],
  counters: () => ['snmp6:Ip6InTruncatedPkts'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 packet')} cut short`,
    evidence: [],
    remedy: [
      {
        what: 'Something cuts packets: look at MTU and offloads of the link they came in on.',
        command: 'ip -d link show',
        verify: 'snmp6:Ip6InTruncatedPkts no longer rises',
        undo: '',
      },
    ],
  }),
})
