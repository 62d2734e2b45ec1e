import { reasonCause, noReason } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'fragment-overlap',
  kind: 'depends',
  what: 'fragments overlap, or do not fit together',
  places: [
    {
      reasons: noReason,
      sites: [
        'ip_defrag',
        'ip_frag_queue',
        'ipv6_frag_rcv',
        'ip6_frag_queue',
        'nf_ct_frag6_gather',
      ],
      confidence: 'likely',
      why: 'freed where fragments are put together, without a reason',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'fragment')} that overlap others or do not fit together`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Overlapping fragments are an attack or a broken sender: find it by its addresses.',
        command: '',
        verify: 'IpExt.ReasmOverlaps no longer rises',
        undo: '',
      },
    ],
  }),
})
