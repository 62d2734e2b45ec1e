import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'

const isFlushed = ({ site }: DropGroup): boolean => !['nf_queue', '__nf_queue'].includes(site)

export default reasonCause({
  name: 'nfqueue-no-listener',
  kind: 'problem',
  what: 'queued to a program that is not there, or that went while packets waited',
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
    title: found.groups.every(isFlushed)
      ? `${plural(found.drops, 'packet')} lost in a netfilter queue whose program went away`
      : `${plural(found.drops, 'packet')} lost: no program serves the netfilter queue they are sent to`,
    evidence: [],
    remedy: [
      {
        what: 'Start the program that serves the queue, or let packets pass without it (rule option "bypass", iptables --queue-bypass).',
        command: 'cat /proc/net/netfilter/nfnetlink_queue',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
