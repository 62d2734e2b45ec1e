import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'capture-socket-overflow',
  kind: 'depends',
  what: 'a capture socket could not take its copy; the traffic itself was not hurt',
  places: [{ reasons: ['PACKET_SOCK_ERROR'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} missed by a capture program; their receivers got them`,
    severity: 'benign',
    evidence: [],
    remedy: [],
  }),
})
