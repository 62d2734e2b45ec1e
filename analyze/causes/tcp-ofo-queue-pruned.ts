import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-ofo-queue-pruned',
  kind: 'problem',
  what: 'memory pressure threw queued out-of-order data away',
  places: [{ reasons: ['TCP_OFO_QUEUE_PRUNE'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'out-of-order TCP segment')} thrown away to save memory; the peer must send them again`,
    evidence: [],
    remedy: [
      {
        what: 'Raise net.ipv4.tcp_rmem (third value), or find out why so much arrives out of order.',
        command: 'sysctl net.ipv4.tcp_rmem',
        verify: 'TcpExt.OfoPruned no longer rises',
        undo: '',
      },
    ],
  }),
})
