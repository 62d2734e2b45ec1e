import { isTcp } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { isReset } from '../packets/tcp-handshake.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-blind-reset',
  kind: 'depends',
  what: 'a RST that does not fit the connection',
  precedence: 1,
  places: [
    { reasons: ['TCP_RESET'] },
    // outside the window, before or behind it, the kernel gives resets the reason of any other segment
    {
      reasons: ['TCP_INVALID_SEQUENCE', 'TCP_OLD_SEQUENCE'],
      when: (group) => isTcp(group) && isReset(group),
      why: 'a RST whose sequence number the connection does not accept',
    },
  ],
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
