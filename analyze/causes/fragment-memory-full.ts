import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'fragment-memory-full',
  kind: 'problem',
  what: 'no memory for fragments, or too many in between',
  places: [{ reasons: ['FRAG_TOO_FAR'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'fragment')} thrown away: too many others in between, or no memory`,
    evidence: [],
    remedy: [
      {
        what: 'Raise net.ipv4.ipfrag_high_thresh, or avoid fragments.',
        command: 'sysctl net.ipv4.ipfrag_high_thresh',
        verify: 'snmp:Ip.ReasmFails no longer rises',
        undo: '',
      },
    ],
  }),
})
