import { isKeepalive } from '../packets/tcp-segment.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-keepalive',
  kind: 'benign',
  what: 'a keepalive probe: it repeats one byte on purpose',
  precedence: 1,
  places: [{ reasons: ['TCP_OLD_SEQUENCE', 'TCP_OLD_DATA'], when: isKeepalive }],
  explain: (found) => ({
    title: plural(found.drops, 'TCP keepalive probe'),
    evidence: [],
    remedy: [],
  }),
})
