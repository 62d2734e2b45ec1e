import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

/** br_stp_rcv ends with kfree_skb for every BPDU, also for those that it has acted on. */
export default reasonCause({
  name: 'bpdu-handled',
  kind: 'benign',
  what: 'a message of the spanning tree protocol (BPDU) that came to its end in the bridge',
  places: [
    {
      sites: ['br_stp_rcv'],
      reasons: noReason,
      why: 'br_stp_rcv frees every BPDU so, also those that it has acted on',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'spanning tree message')} freed after the bridge had done with them`,
    evidence: [],
    remedy: [],
  }),
})
