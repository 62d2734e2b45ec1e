import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-ao-failure',
  kind: 'problem',
  what: 'the TCP authentication option does not match',
  places: [
    {
      reasons: [
        'TCP_AONOTFOUND',
        'TCP_AOUNEXPECTED',
        'TCP_AOKEYNOTFOUND',
        'TCP_AOFAILURE',
        'TCP_AUTH_HDR',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} whose authentication option does not match`,
    evidence: [],
    remedy: [
      {
        what: 'Configure the same keys and key identifiers on both sides.',
        command: '',
        verify: 'TcpExt.TCPAOBad no longer rises',
        undo: '',
      },
    ],
  }),
})
