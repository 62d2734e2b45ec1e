import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'xfrm-policy',
  kind: 'problem',
  what: 'IPsec policy refused it',
  places: [{ reasons: ['XFRM_POLICY'] }],
  // one of them counts each packet; which one, the reason does not tell
  refs: (group) => [{ netns: group.netns, name: 'xfrm:Xfrm*' }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by IPsec policy`,
    evidence: [],
    remedy: [
      {
        what: 'A policy asks for IPsec, and these packets came without (or with the wrong state).',
        command: 'ip xfrm policy; ip xfrm state',
        verify: '/proc/net/xfrm_stat no longer rises',
        undo: '',
      },
    ],
  }),
})
