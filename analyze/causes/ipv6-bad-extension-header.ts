import { isSegmentRouting } from '../packets/ipv6-routing-header.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-bad-extension-header',
  kind: 'problem',
  what: 'an IPv6 extension header or option that may not be, or that nobody knows',
  places: [
    {
      reasons: ['UNHANDLED_PROTO', 'IP_INHDR'],
      sites: [
        'ip6_tlvopt_unknown',
        'ip6_parse_tlv',
        'ipv6_hop_jumbo',
        'ipv6_dest_hao',
        'ipv6_rthdr_rcv',
        'ipv6_hop_ra',
        'ipv6_hop_ioam',
      ],
    },
    {
      reasons: ['PKT_TOO_SMALL'],
      sites: ['ip6_parse_tlv', 'ipv6_hop_jumbo'],
      why: 'a jumbo payload option names more bytes than there are',
    },
    { reasons: ['IPV6_BAD_EXTHDR'] },
    {
      reasons: noReason,
      sites: [
        'ipv6_rthdr_rcv',
        'ipv6_srh_rcv',
        'ipv6_rpl_srh_rcv',
        'ipv6_destopt_rcv',
        'ipv6_parse_hopopts',
        'ip6_parse_tlv',
        'ip6_tlvopt_unknown',
        'icmpv6_param_prob_reason',
      ],
      why: 'freed where extension headers are read',
    },
  ],
  refs: (group, { counters }) =>
    group.reason === 'IPV6_BAD_EXTHDR' || isSegmentRouting(group)
      ? []
      : ['snmp6:Ip6InHdrErrors', 'snmp6:Ip6InAddrErrors']
          .filter((name) => (counters?.delta(group.netns, name) ?? 0) > 0)
          .slice(0, 1)
          .map((name) => ({ netns: group.netns, name })),
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 packet')} with an extension header or option this host refuses`,
    evidence: [],
    remedy: [
      {
        what: found.groups.every(isSegmentRouting)
          ? 'They carry a segment routing header: switch net.ipv6.conf.IFACE.seg6_enabled on, for the interface and for all, if this host is a segment; otherwise find the sender.'
          : 'Find the sender: options of the type it uses must be understood, or the packet be discarded (RFC 8200).',
        command: '',
        verify: 'snmp6:Ip6InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
