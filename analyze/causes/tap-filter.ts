import { transmitDropCounters } from '../ledger/device-counters.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tap-filter',
  kind: 'depends',
  what: "the tap device's own filter refused it",
  places: [{ reasons: ['TAP_FILTER', 'SOCKET_FILTER'], sites: ['tun_net_xmit'] }],
  refs: (group, { names }) => transmitDropCounters(group, names),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by the filter program of a tun/tap device`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'See which program attached the filter (TUNSETFILTEREBPF, TUNATTACHFILTER).',
        command: '',
        verify: 'repeat the recording: the finding is gone',
        undo: '',
      },
    ],
  }),
})
