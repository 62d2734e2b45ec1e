import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-ack-too-old',
  kind: 'depends',
  what: 'an ACK far older than anything outstanding; it was answered with a challenge ACK',
  places: [{ reasons: ['TCP_TOO_OLD_ACK'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP ACK')} far older than anything outstanding`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Look for delayed duplicates, or for someone who guesses sequence numbers.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
