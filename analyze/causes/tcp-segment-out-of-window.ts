import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-segment-out-of-window',
  kind: 'depends',
  what: 'a segment beyond what the receiver offered to take',
  places: [{ reasons: ['TCP_INVALID_SEQUENCE', 'TCP_INVALID_END_SEQUENCE', 'TCP_OVERWINDOW'] }],
  refs: (group, { counters }) =>
    (counters?.delta(group.netns, 'netstat:TcpExt.BeyondWindow') ?? 0) > 0
      ? [{ netns: group.netns, name: 'netstat:TcpExt.BeyondWindow' }]
      : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} outside the receive window`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Either the peer ignores the window, or a middlebox rewrites sequence numbers, or the receiver does not read (see tcp-receiver-not-reading).',
        command: 'ss -tinm',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
