import { plural } from '../attribution/evidence.js'
import { destinationsOf } from '../routes/forwarding.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

export default reasonCause({
  name: 'local-emsgsize',
  kind: 'benign',
  what: 'a local sender, or a tunnel of this host, was told that the packet is too big for the link and must not be fragmented',
  places: [
    {
      reasons: noReason,
      sites: ['ip_fragment', 'ip_do_fragment', 'ip6_fragment'],
      confidence: 'likely',
      why: 'freed where packets of this host are cut to the MTU of the link',
    },
  ],
  counters: (group) => [isIpv6(group) ? 'snmp6:Ip6FragFails' : 'snmp:Ip.FragFails'],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} of this host to ${destinationsOf(found)} too big for the link; their sender was told and sends smaller ones`,
    evidence: [],
    remedy: [
      {
        what: 'Usual once per connection while the path MTU is being learned. If it goes on, the MTU of a tunnel device is larger than what the link below leaves for it.',
        command: 'ip -d link show',
        verify: 'snmp:Ip.FragFails no longer rises',
        undo: '',
      },
    ],
  }),
})
