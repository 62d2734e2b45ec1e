import { isIpv6ForwardingOff } from '../routes/forwarding.js'
import { ipv6InputSites, isImpossibleSource, sourcesOf } from '../routes/martian.js'
import { isIpv6, isLocallySent } from '../packets/packet-facts.js'
import { inPrefix } from '../routes/prefix.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

/** A link-local or missing source means something on its own link only. */
const staysOnLink = (address: string): boolean => inPrefix(address, 'fe80::/10') || address === '::'

export default reasonCause({
  name: 'ipv6-martian-source',
  kind: 'problem',
  what: 'an IPv6 source address that nobody may send from, or that no router may forward',
  precedence: 1,
  places: [
    {
      reasons: ['IP_INHDR', ...noReason],
      sites: ipv6InputSites,
      when: (group) => isImpossibleSource(group.flow?.src ?? ''),
      why: 'no host may send from that address',
    },
    {
      reasons: ['IP_INADDRERRORS'],
      sites: ['ip6_forward'],
      when: (group, { host, names }) =>
        isIpv6(group) &&
        !isLocallySent(group) &&
        staysOnLink(group.flow?.src ?? '') &&
        isIpv6ForwardingOff(group, host, names) === false,
      why: 'forwarding is on, and a packet from such an address may not leave its link',
    },
  ],
  counters: ({ site }) => [
    site === 'ip6_forward' ? 'snmp6:Ip6InAddrErrors' : 'snmp6:Ip6InHdrErrors',
  ],
  explain(found) {
    const isForwarded = found.groups.some(({ site }) => site === 'ip6_forward')
    return {
      title: isForwarded
        ? `${plural(found.drops, 'IPv6 packet')} not forwarded: their source address (${sourcesOf(found)}) is for one link only`
        : `${plural(found.drops, 'IPv6 packet')} from an impossible source address (${sourcesOf(found)})`,
      evidence: [],
      remedy: [
        {
          what: 'Find the sender by its MAC address (see the sample drops). Does it have a global address, and its program bind to it?',
          command: '',
          verify: `${isForwarded ? 'snmp6:Ip6InAddrErrors' : 'snmp6:Ip6InHdrErrors'} no longer rises`,
          undo: '',
        },
      ],
    }
  },
  subject: ({ site }) => (site === 'ip6_forward' ? 'forwarded' : ''),
})
