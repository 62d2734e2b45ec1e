import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-invalid-ack',
  kind: 'depends',
  what: 'an ACK for data that was never sent',
  places: [{ reasons: ['TCP_ACK_UNSENT_DATA', 'TCP_INVALID_ACK_SEQUENCE'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP ACK')} for data that was never sent`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Look for a middlebox that rewrites sequence numbers, a peer that kept a connection over a restart, or someone who guesses them.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
