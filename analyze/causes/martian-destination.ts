import { destinationsOf, isUnroutableDestination } from '../routes/forwarding.js'
import {
  ipv6InputSites,
  isImpossibleDestination,
  isImpossibleIpv6Destination,
  isImpossibleSource,
  isRouteInputDrop,
  martianDestinationCounter,
} from '../routes/martian.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'martian-destination',
  kind: 'problem',
  what: 'a destination address that may not be on the wire',
  precedence: 2,
  places: [
    { reasons: ['IP_INVALID_DEST'] },
    {
      reasons: ['IP_LOCALNET', ...noReason],
      when: (group) =>
        isRouteInputDrop(group) &&
        !isImpossibleSource(group.flow?.src ?? '') &&
        isImpossibleDestination(group.flow?.dst ?? ''),
      why: 'that address may not be on the wire',
    },
    {
      reasons: ['IP_INADDRERRORS'],
      when: isUnroutableDestination,
      why: 'that address belongs to nobody',
    },
    {
      reasons: ['IP_INHDR'],
      sites: ipv6InputSites,
      when: ({ flow }) =>
        !isImpossibleSource(flow?.src ?? '') && isImpossibleIpv6Destination(flow?.dst ?? ''),
      why: 'that address may not be on the wire',
    },
    {
      reasons: ['IP_INADDRERRORS'],
      sites: ['ip6_forward'],
      when: ({ flow }) => isImpossibleIpv6Destination(flow?.dst ?? ''),
      why: 'that address belongs to nobody',
    },
    {
      // ip6_pkt_drop says so of the unspecified address only
      reasons: ['IP_INADDRERRORS'],
      sites: ['ip6_pkt_discard', 'ip6_pkt_prohibit', 'ip6_pkt_drop'],
      why: 'that address belongs to nobody',
    },
  ],
  counters(group) {
    if (isIpv6(group))
      return [group.reason === 'IP_INHDR' ? 'snmp6:Ip6InHdrErrors' : 'snmp6:Ip6InAddrErrors']
    return group.reason === 'IP_INADDRERRORS' ? ['snmp:Ip.InAddrErrors'] : []
  },
  refs(group) {
    if (isIpv6(group)) return []
    return group.reason === 'IP_INADDRERRORS'
      ? [{ netns: null, name: 'rt_cache:in_no_route' }]
      : [martianDestinationCounter]
  },
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} to an impossible destination address (${destinationsOf(found)})`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops). For 127.0.0.0/8 on purpose (some proxies), net.ipv4.conf.IFACE.route_localnet allows it.',
        command: 'sysctl -w net.ipv4.conf.all.log_martians=1',
        verify: 'repeat the recording: the finding is gone',
        undo: 'sysctl -w net.ipv4.conf.all.log_martians=0',
      },
    ],
  }),
})
