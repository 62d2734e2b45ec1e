import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { isIgmpQuery } from '../packets/igmp.js'
import { isChecksumWrong } from '../packets/transport-checksum.js'

export default reasonCause({
  name: 'igmp-damaged',
  kind: 'problem',
  what: 'an IGMP message with a wrong checksum, or a query that is no proper one',
  places: [
    {
      sites: ['igmp_rcv'],
      reasons: noReason,
      when: (group) => isChecksumWrong(group) === true,
      why: 'the checksum of the message is wrong',
    },
    {
      sites: ['igmp_rcv'],
      reasons: noReason,
      when: (group) => isChecksumWrong(group) !== true && isIgmpQuery(group) === true,
      confidence: 'likely',
      why: 'igmp_rcv consumes a proper query: one that it frees has a wrong length or checksum',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'IGMP message')} with a wrong checksum or length`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender: group membership that is not understood ends multicast streams.',
        command: 'tcpdump -n -vv igmp',
        verify: 'no IGMP message is dropped any more',
        undo: '',
      },
    ],
  }),
})
