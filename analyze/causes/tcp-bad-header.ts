import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'tcp-bad-header',
  kind: 'problem',
  what: 'the TCP header is shorter than its length field says',
  places: [{ reasons: ['PKT_TOO_SMALL'], sites: ['tcp_v4_rcv', 'tcp_v6_rcv'] }],
  counters: () => ['snmp:Tcp.InErrs'],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with a damaged header`,
    evidence: [],
    remedy: [
      {
        what: 'The sender, or something on the way, writes broken TCP headers: find it by its addresses.',
        command: '',
        verify: 'snmp:Tcp.InErrs no longer rises',
        undo: '',
      },
    ],
  }),
})
