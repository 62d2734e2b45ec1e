import { tcpFlag } from '../../session/packet/numbers.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { isBlind } from '../attribution/source-blindness.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-invalid-flags',
  kind: 'problem',
  what: 'a TCP segment with flags that fit no state',
  places: [
    {
      reasons: ['TCP_FLAGS'],
      when: isBlind,
      confidence: 'possible',
      why: 'the kernel refused the flags; whether they fit no state at all, or came to a listener or a connection that is gone, the drop source does not tell',
    },
    {
      reasons: ['TCP_FLAGS'],
      when: (group) =>
        !group.samples.some((s) => s.socket?.state === 10) ||
        (group.flow !== undefined && (group.flow.tcpFlags & tcpFlag.ack) === 0),
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with flags that fit no state of the connection`,
    evidence: [],
    remedy: [
      {
        what: 'Look at who sends these: a scan, or a broken middlebox.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
