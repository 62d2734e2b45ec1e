import { reasonCause, noReason } from '../reason-cause.js'
import type { DropGroup } from '../group.js'
import { allSamples } from '../packet-facts.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'fragment-overlap',
  kind: 'depends',
  what: 'fragments overlap, or do not fit together',
  places: [
    {
      reasons: noReason,
      sites: [
        'ip_defrag',
        'ip_frag_queue',
        'ipv6_frag_rcv',
        'ip6_frag_queue',
        'nf_ct_frag6_gather',
      ],
      confidence: 'likely',
      why: 'freed where fragments are put together, without a reason',
    },
  ],
  refs: (group) =>
    isUnaligned(group) ? [{ netns: group.netns, name: 'snmp6:Ip6InHdrErrors' }] : [],
  explain: (found) => ({
    title: `${plural(found.drops, 'fragment')} that overlap others or do not fit together`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'Overlapping fragments are an attack or a broken sender: find it by its addresses.',
        command: '',
        verify: 'IpExt.ReasmOverlaps no longer rises',
        undo: '',
      },
    ],
  }),
})

/** All fragments of IPv6 but the last are multiples of 8 bytes; others are header errors (RFC 8200, 4.5). */
const isUnaligned = (group: DropGroup): boolean =>
  allSamples(group, ({ headers }) => {
    const fragment = headers?.ipv6?.fragment
    return fragment?.more === undefined
      ? undefined
      : fragment.more && (headers?.ipv6?.payloadLength ?? 0) % 8 !== 0
  }) ?? false
