import { shell } from '../attribution/shell.js'
import { fragmentFate } from '../packets/fragment-drop.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'

export default reasonCause({
  name: 'fragment-memory-full',
  kind: 'problem',
  what: 'no memory for fragments, or too many in between',
  places: [
    { reasons: ['FRAG_TOO_FAR'] },
    {
      reasons: noReason,
      when: (group, context) => fragmentFate(group, context) === 'memory',
      confidence: 'likely',
      why: 'freed where fragments are put together; they are well formed, and nothing speaks for an overlap',
    },
  ],
  explain(found, { host }) {
    const settings = found.groups.some(isIpv6)
      ? { limit: 'net.ipv6.ip6frag_high_thresh', counter: 'snmp6:Ip6ReasmFails' }
      : { limit: 'net.ipv4.ipfrag_high_thresh', counter: 'snmp:Ip.ReasmFails' }
    const limit = host?.sysctl(found.netns, settings.limit)
    return {
      title: `${plural(found.drops, 'fragment')} thrown away: too many others in between, or no memory`,
      evidence: [
        ...sysctlEvidence(host, found.netns, settings.limit),
        ...sysctlEvidence(host, found.netns, 'net.ipv4.ipfrag_max_dist'),
      ],
      remedy: [
        {
          what: `Raise ${settings.limit} (now ${limit ?? 'not known'} bytes), or avoid fragments.`,
          command: shell`sysctl ${settings.limit}`,
          verify: `${settings.counter} no longer rises`,
          undo: '',
        },
      ],
    }
  },
})
