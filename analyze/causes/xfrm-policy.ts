import { reasonCause } from '../attribution/reason-cause.js'
import { socketDropCounter } from '../sockets/drop-socket.js'
import { plural } from '../attribution/evidence.js'
import { isIpv6, isUdp } from '../packets/packet-facts.js'

export default reasonCause({
  name: 'xfrm-policy',
  kind: 'problem',
  what: 'IPsec policy refused it',
  places: [{ reasons: ['XFRM_POLICY'] }],
  // one of them counts each packet; which one, the reason does not tell
  refs: (group, { counters, sockets }) => {
    const udp = isIpv6(group) ? 'snmp6:Udp6InErrors' : 'snmp:Udp.InErrors'
    const atSocket = isUdp(group) && (counters?.delta(group.netns, udp) ?? 0) > 0
    return [
      ...['xfrm:Xfrm*', ...(atSocket ? [udp] : [])].map((name) => ({ netns: group.netns, name })),
      ...(isUdp(group) ? socketDropCounter(group, sockets) : []),
    ]
  },
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused by IPsec policy`,
    evidence: [],
    remedy: [
      {
        what: 'A policy asks for IPsec, and these packets came without (or with the wrong state).',
        command: 'ip xfrm policy; ip xfrm state',
        verify: '/proc/net/xfrm_stat no longer rises',
        undo: '',
      },
    ],
  }),
})
