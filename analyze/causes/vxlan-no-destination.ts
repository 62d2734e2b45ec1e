import { transmitDropCounters } from '../ledger/device-counters.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'vxlan-no-destination',
  kind: 'depends',
  what: 'the tunnel has no destination for that address',
  places: [{ reasons: ['NO_TX_TARGET'], sites: ['vxlan_xmit', 'vxlan_mdb_xmit'] }],
  refs: (group, { names }) => transmitDropCounters(group, names),
  explain: (found) => ({
    title: `${plural(found.drops, 'frame')} for which the VXLAN device knows no destination`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Add a forwarding entry or a default destination.',
        command: 'bridge fdb show dev IFACE',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
