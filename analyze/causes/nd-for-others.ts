import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'nd-for-others',
  kind: 'benign',
  what: "a neighbour solicitation for somebody else's address",
  places: [{ reasons: ['IPV6_NDISC_NS_OTHERHOST'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'neighbour solicitation')} for addresses of others`,
    evidence: [],
    remedy: [],
  }),
})
