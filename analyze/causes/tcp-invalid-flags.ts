import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'tcp-invalid-flags',
  kind: 'problem',
  what: 'a TCP segment with flags that fit no state',
  places: [
    { reasons: ['TCP_FLAGS'], when: (group) => !group.samples.some((s) => s.socket?.state === 10) },
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
