import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ip-truncated',
  kind: 'problem',
  what: 'the frame is shorter than the IPv4 header says',
  places: [{ reasons: ['PKT_TOO_SMALL'], sites: ['ip_rcv_core', 'ip_rcv'] }],
  counters: () => ['netstat:IpExt.InTruncatedPkts'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv4 packet')} cut short`,
    evidence: [],
    remedy: [
      {
        what: 'Something cuts packets: look at MTU and offloads of the link they came in on.',
        command: 'ip -d link show',
        verify: 'IpExt.InTruncatedPkts no longer rises',
        undo: '',
      },
    ],
  }),
})
