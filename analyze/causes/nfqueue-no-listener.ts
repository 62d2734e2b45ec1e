import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'nfqueue-no-listener',
  kind: 'problem',
  what: 'queued to a program that is not there, or that said drop',
  precedence: 2,
  places: [
    {
      reasons: ['NETFILTER_DROP', ...noReason],
      sites: [
        'nf_reinject',
        'nfqnl_recv_verdict',
        'nfqnl_reinject',
        'nf_queue',
        '__nf_queue',
        'nfqnl_flush',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} dropped by way of a netfilter queue`,
    evidence: [],
    remedy: [
      {
        what: 'See whether the program that serves the queue runs, and what it decides.',
        command: 'cat /proc/net/netfilter/nfnetlink_queue',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
