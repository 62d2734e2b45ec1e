import { tcpSites } from '../sockets/no-socket.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { isTcpHeaderCut } from '../packets/transport-checksum.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-bad-header',
  kind: 'problem',
  what: 'the TCP header is shorter than its length field says',
  precedence: 1,
  places: [
    { reasons: ['PKT_TOO_SMALL'], sites: tcpSites },
    {
      reasons: noReason,
      sites: tcpSites,
      when: isTcpHeaderCut,
      why: 'the IP packet ends within the TCP header; the kernel gives no reason for that, and does not count it',
    },
  ],
  counters: ({ reason }) => (reason === 'PKT_TOO_SMALL' ? ['snmp:Tcp.InErrs'] : []),
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
