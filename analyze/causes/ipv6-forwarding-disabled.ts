import { defineCause } from '../cause.js'
import { plural, sysctlEvidence } from '../attribution/evidence.js'
import { destinationsOf, ipv6ForwardingSetting, isIpv6ForwardingOff } from '../routes/forwarding.js'
import { isIpv6, isLocallySent, toMulticast } from '../packets/packet-facts.js'

export default defineCause({
  name: 'ipv6-forwarding-disabled',
  kind: 'problem',
  what: 'the packet is for another host, and this one does not forward IPv6',
  precedence: 1,
  uses: ['host'],

  claim(group, { host, names }) {
    if (!isIpv6(group) || isLocallySent(group) || toMulticast(group)) return undefined
    const isOff = isIpv6ForwardingOff(group, host, names)
    if (group.site === 'ip6_forward' && group.reason === 'IP_INADDRERRORS') {
      return {
        confidence: isOff === false ? 'possible' : 'certain',
        why: 'ip6_forward refuses with IP_INADDRERRORS when forwarding is off',
      }
    }
    // without a route as well, the kernel reports the missing route first
    if (group.reason !== 'IP_INNOROUTES' || isOff !== true) return undefined
    return {
      confidence: 'certain',
      why: 'no route was found, and forwarding is off',
    }
  },

  moves: (group) => [
    {
      netns: group.netns,
      name: group.reason === 'IP_INNOROUTES' ? 'snmp6:Ip6InNoRoutes' : 'snmp6:Ip6InAddrErrors',
    },
  ],

  explain(found, { host }) {
    const setting = ipv6ForwardingSetting
    return {
      title: `${plural(found.drops, 'IPv6 packet')} for ${destinationsOf(found)} not forwarded: forwarding is off`,
      evidence: sysctlEvidence(host, found.netns, setting),
      remedy: [
        {
          what: `If this host is a router, switch forwarding on (${setting} is ${host?.sysctl(found.netns, setting) ?? 'not known'}); otherwise the sender has a wrong route.`,
          command: 'sysctl -w net.ipv6.conf.all.forwarding=1',
          verify: 'snmp6:Ip6InAddrErrors no longer rises',
          undo: 'sysctl -w net.ipv6.conf.all.forwarding=0',
        },
      ],
    }
  },
})
