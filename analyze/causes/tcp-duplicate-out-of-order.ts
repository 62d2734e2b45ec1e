import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-duplicate-out-of-order',
  kind: 'benign',
  what: 'out-of-order data that the receiver already had',
  places: [{ reasons: ['TCP_OFOMERGE', 'TCP_OFO_DROP'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'out-of-order TCP segment')} brought data that had already arrived`,
    evidence: [],
    remedy: [],
  }),
})
