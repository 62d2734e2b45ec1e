import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { fragmentFate, isMalformedFragment } from '../packets/fragment-drop.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'fragment-overlap',
  kind: 'depends',
  what: 'fragments overlap, or do not fit together',
  places: [
    {
      reasons: noReason,
      when: (group, context) => fragmentFate(group, context) === 'unfit',
      confidence: 'likely',
      why: 'freed where fragments are put together, without a reason',
    },
  ],
  refs: (group) =>
    isIpv6(group) && isMalformedFragment(group)
      ? [{ netns: group.netns, name: 'snmp6:Ip6InHdrErrors' }]
      : [],
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
