import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { isIgmpQuery } from '../packets/igmp.js'
import { isChecksumWrong } from '../packets/transport-checksum.js'

/** igmp_rcv frees what it does not answer (reports of others, leaves, router discovery) with kfree_skb, not consume_skb. */
export default reasonCause({
  name: 'igmp-handled',
  kind: 'benign',
  what: 'an IGMP message that asks nothing of this host',
  places: [
    {
      sites: ['igmp_rcv'],
      reasons: noReason,
      when: (group) => isChecksumWrong(group) === false && isIgmpQuery(group) === false,
      why: 'the checksum is right, and it is no query: igmp_rcv frees all others so',
    },
    {
      sites: ['igmp_rcv'],
      reasons: noReason,
      when: (group) => isChecksumWrong(group) === undefined && isIgmpQuery(group) !== true,
      confidence: 'likely',
      why: 'igmp_rcv frees so what asks nothing of this host; too few bytes were kept to check the checksum',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'IGMP message')} freed after the kernel had done with them`,
    evidence: [],
    remedy: [],
  }),
})
