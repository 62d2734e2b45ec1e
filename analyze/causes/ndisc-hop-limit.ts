import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ndisc-hop-limit',
  kind: 'depends',
  what: 'a neighbour discovery message that came over a router, or is malformed',
  places: [
    {
      reasons: [
        'IPV6_NDISC_HOP_LIMIT',
        'IPV6_NDISC_BAD_CODE',
        'IPV6_NDISC_BAD_OPTIONS',
        'IPV6_NDISC_FRAG',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'neighbour discovery message')} refused (${[...new Set(found.groups.map((g) => g.reason))].join(', ')})`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address: such messages must come from the same link with hop limit 255, or they are forged.',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
