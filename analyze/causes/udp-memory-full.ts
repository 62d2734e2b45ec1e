import { isIpv6, isUdp } from '../packet-facts.js'
import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'udp-memory-full',
  kind: 'problem',
  what: 'the memory limit of all UDP sockets together (udp_mem) is reached',
  places: [{ reasons: ['PROTO_MEM'], when: isUdp }],
  counters: (group) =>
    isIpv6(group)
      ? ['snmp6:Udp6InErrors', 'snmp6:Udp6MemErrors']
      : ['snmp:Udp.InErrors', 'snmp:Udp.MemErrors'],
  explain: (found, context) => ({
    title: `${plural(found.drops, 'UDP datagram')} lost: the memory limit of all UDP sockets is reached (net.ipv4.udp_mem ${context.host?.sysctl(found.netns, 'net.ipv4.udp_mem') ?? 'not known'})`,
    evidence: [],
    remedy: [
      {
        what: `Find the sockets that hold the memory, or raise net.ipv4.udp_mem (now ${context.host?.sysctl(found.netns, 'net.ipv4.udp_mem') ?? 'not known'}, in pages).`,
        command: 'ss -ump',
        verify: 'cat /proc/net/sockstat: UDP mem stays below the limit',
        undo: 'sysctl -w net.ipv4.udp_mem with the former values',
      },
    ],
  }),
})
