import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-duplicate-data',
  kind: 'benign',
  what: 'the receiver already had this data: a retransmission that was not needed, or whose original arrived as well',
  places: [{ reasons: ['TCP_OLD_DATA'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} brought data that had already arrived`,
    evidence: [
      {
        label: 'what it can mean',
        value:
          'a sign of loss of ACKs or of spurious retransmission elsewhere; no data was lost here',
        query: `SELECT sum(drops) FROM drop_count WHERE key IN (${[...new Set(found.groups.map((g) => g.key))].join(', ')})`,
      },
    ],
    remedy: [],
  }),
})
