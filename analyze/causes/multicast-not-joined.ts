import { toMulticast } from '../packet-facts.js'
import { destinationsOf } from '../forwarding.js'
import { hasImpossibleSource, isRouteInputDrop } from '../martian.js'

import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

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
