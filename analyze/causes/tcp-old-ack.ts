import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-old-ack',
  kind: 'benign',
  what: 'an ACK older than what is known already',
  places: [{ reasons: ['TCP_OLD_ACK'] }, { reasons: ['TCP_RFC7323_PAWS_ACK'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP ACK')} older than what was known already`,
    evidence: [],
    remedy: [],
  }),
})
