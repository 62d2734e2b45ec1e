import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'security-hook',
  kind: 'problem',
  what: 'a security module (SELinux and the like) refused it',
  places: [{ reasons: ['SECURITY_HOOK'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by a security module`,
    evidence: [],
    remedy: [
      {
        what: 'Look for denials in the audit log.',
        command: 'ausearch -m avc -ts recent',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
