import { transmitDropCounters } from '../ledger/device-counters.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tap-tx-filter',
  kind: 'depends',
  what: "the tap device's address filter refused it",
  places: [{ reasons: ['TAP_TXFILTER'] }],
  refs: (group, { names }) => transmitDropCounters(group, names),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by the address filter of a tap device`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
