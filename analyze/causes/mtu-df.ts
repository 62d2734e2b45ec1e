import { isIpv6 } from '../packets/packet-facts.js'
import type { Case } from '../cause.js'
import { count } from '../attribution/evidence.js'
import { destinationsOf } from '../routes/forwarding.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const largest = (found: Case): number =>
  found.groups.reduce(
    (max, group) => group.samples.reduce((most, s) => Math.max(most, s.length), max),
    0,
  )

export default reasonCause({
  name: 'mtu-df',
  kind: 'problem',
  what: 'too big to forward, and it must not be fragmented',
  places: [
    { reasons: ['PKT_TOO_BIG'], sites: ['ip_forward', 'ip6_forward'] },
    {
      reasons: ['PKT_TOO_BIG'],
      when: (group) => group.site !== 'do_output',
      confidence: 'likely',
      why: "the kernel's own reason is PKT_TOO_BIG",
    },
  ],
  counters: (group) =>
    isIpv6(group) ? ['snmp6:Ip6InTooBigErrors', 'snmp6:Ip6FragFails'] : ['snmp:Ip.FragFails'],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} to ${destinationsOf(found)} too big to forward (up to ${count(largest(found))} bytes), and not to be fragmented`,
    evidence: [],
    remedy: [
      {
        what: 'The sender was told (ICMP fragmentation needed / packet too big). If it goes on, that message does not reach it: let ICMP through, clamp the TCP MSS, or give the path one MTU.',
        command:
          'iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
        verify: 'snmp:Ip.FragFails no longer rises',
        undo: 'iptables -t mangle -D FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu',
      },
    ],
  }),
})
