import { socketDropCounter } from '../sockets/drop-socket.js'
import { isIpv6, isUdp } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { udpFate } from '../packets/udp-without-reason.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'udp-memory-full',
  kind: 'problem',
  what: 'the memory limit of all UDP sockets together (udp_mem) is reached',
  places: [
    { reasons: ['PROTO_MEM'], when: isUdp },
    {
      reasons: noReason,
      when: (group, { counters }) => udpFate(group, counters) === 'memory-full',
      confidence: 'likely',
      why: 'this kernel gives no reason; the counter of the memory limit rose',
    },
  ],
  refs: (group, { counters, sockets }) => {
    const v6 = isIpv6(group)
    const memory = v6 ? 'snmp6:Udp6MemErrors' : 'snmp:Udp.MemErrors'
    // 6.18 counts such drops nowhere but at the socket
    const counted = (counters?.delta(group.netns, memory) ?? 0) > 0
    const names = counted ? [memory, v6 ? 'snmp6:Udp6InErrors' : 'snmp:Udp.InErrors'] : []
    return [
      ...names.map((name) => ({ netns: group.netns, name })),
      ...socketDropCounter(group, sockets),
    ]
  },
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
