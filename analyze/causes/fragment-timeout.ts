import type { Case } from '../cause.js'
import { counterEvidence } from '../attribution/evidence.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'fragment-timeout',
  kind: 'problem',
  what: 'fragments of a datagram never completed',
  places: [
    { reasons: ['FRAG_REASM_TIMEOUT'] },
    {
      reasons: noReason,
      sites: [
        'ip_expire',
        'ip6_frag_expire',
        'inet_frag_rbtree_purge',
        'ip6frag_expire_frag_queue',
        'inet_frag_destroy',
      ],
      confidence: 'likely',
      why: 'freed where reassembly is given up',
    },
  ],
  explain: (found, context) => ({
    title: `${plural(found.drops, 'fragment')} thrown away: the rest of the datagram did not come in time`,
    evidence: [
      ...counterEvidence(context.counters, { netns: found.netns, name: 'snmp:Ip.ReasmTimeout' }),
      ...counterEvidence(context.counters, { netns: found.netns, name: 'snmp6:Ip6ReasmTimeout' }),
    ],
    remedy: [
      {
        what: `Some fragments are lost on the way: look there, and avoid fragments (smaller datagrams, path MTU discovery). ${timeoutOf(found)} is ${context.host?.sysctl(found.netns, timeoutOf(found)) ?? 'not known'} s.`,
        command: '',
        verify: 'snmp:Ip.ReasmTimeout no longer rises',
        undo: '',
      },
    ],
  }),
})

const timeoutOf = (found: Case): string =>
  found.groups.every(isIpv6) ? 'net.ipv6.ip6frag_time' : 'net.ipv4.ipfrag_time'
