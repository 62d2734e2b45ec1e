import { receiveDropCounters } from '../ledger/device-counters.js'

import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ethernet-pause-frames',
  kind: 'benign',
  what: 'Ethernet flow control frames (IEEE 802.3x): the link partner asks for a pause',
  precedence: 1,
  places: [
    {
      reasons: ['UNHANDLED_PROTO', ...noReason],
      sites: ['__netif_receive_skb_core'],
      when: (group) => group.protocol === 0x8808,
    },
    { reasons: ['MAC_IEEE_MAC_CONTROL'] },
  ],
  refs: (group, { names }) => receiveDropCounters(group, names),
  explain: (found) => ({
    title: `${plural(found.drops, 'pause frame')} passed up by the device`,
    evidence: [],
    remedy: [],
  }),
})
