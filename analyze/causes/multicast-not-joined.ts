import { toMulticast } from '../packets/packet-facts.js'
import { destinationsOf } from '../routes/forwarding.js'
import { hasImpossibleSource, isRouteInputDrop } from '../routes/martian.js'

import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'multicast-not-joined',
  kind: 'benign',
  what: 'IPv4 multicast for a group nobody here has joined',
  precedence: 2,
  places: [
    {
      reasons: [...noReason, 'IP_INVALID_DEST'],
      when: (group) => isRouteInputDrop(group) && toMulticast(group) && !hasImpossibleSource(group),
      why: 'the destination is a group this namespace has not joined',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'multicast packet')} for ${destinationsOf(found)}: nobody here has joined`,
    evidence: [],
    remedy: [],
  }),
})
