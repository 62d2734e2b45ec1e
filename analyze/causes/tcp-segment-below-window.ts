import { isKeepalive } from '../packets/tcp-segment.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-segment-below-window',
  kind: 'benign',
  what: 'a segment entirely below the receive window: an old duplicate',
  places: [{ reasons: ['TCP_OLD_SEQUENCE'], when: (group) => !isKeepalive(group) }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} below the window: old duplicates`,
    evidence: [],
    remedy: [],
  }),
})
