import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-deferred-accept',
  kind: 'benign',
  what: 'a bare ACK that a listener with TCP_DEFER_ACCEPT ignores until data comes',
  precedence: 1,
  places: [
    {
      reasons: noReason,
      sites: ['tcp_v4_rcv', 'tcp_v6_rcv'],
      when: (group) => group.samples.some((s) => s.socket?.state === 12),
      confidence: 'likely',
      why: 'the ACK belongs to a half-open connection',
    },
  ],
  refs: (group, { counters }) =>
    (counters?.delta(group.netns, 'netstat:TcpExt.TCPDeferAcceptDrop') ?? 0) > 0
      ? [{ netns: group.netns, name: 'netstat:TcpExt.TCPDeferAcceptDrop' }]
      : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'ACK')} ignored on purpose by a listener that waits for data`,
    evidence: [],
    remedy: [],
  }),
})
