import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'tcp-blind-reset',
  kind: 'depends',
  what: 'a RST that does not fit the connection',
  places: [{ reasons: ['TCP_RESET'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP reset')} that did not fit the connection`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Look for a middlebox or an attacker that resets connections; the connection itself went on.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
