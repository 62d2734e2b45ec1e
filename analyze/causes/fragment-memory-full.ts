import { fragmentFate } from '../fragment-drop.js'
import { noReason, reasonCause } from '../reason-cause.js'
import { plural, sysctlEvidence } from '../evidence.js'

export default reasonCause({
  name: 'fragment-memory-full',
  kind: 'problem',
  what: 'no memory for fragments, or too many in between',
  places: [
    { reasons: ['FRAG_TOO_FAR'] },
    {
      reasons: noReason,
      when: (group, { counters }) => fragmentFate(group, counters) === 'memory',
      confidence: 'likely',
      why: 'freed where fragments are put together; they are well formed, and none overlapped',
    },
  ],
  explain: (found, { host }) => ({
    title: `${plural(found.drops, 'fragment')} thrown away: too many others in between, or no memory`,
    evidence: [
      ...sysctlEvidence(host, found.netns, 'net.ipv4.ipfrag_high_thresh'),
      ...sysctlEvidence(host, found.netns, 'net.ipv4.ipfrag_max_dist'),
    ],
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
