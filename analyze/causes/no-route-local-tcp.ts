import { isIpv6 } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { isTunnelSendDrop } from '../links/tunnel-drop.js'

export default reasonCause({
  name: 'no-route-local-tcp',
  kind: 'problem',
  what: 'a local TCP sender has no route any more',
  places: [{ reasons: ['IP_OUTNOROUTES'], when: (group) => !isTunnelSendDrop(group) }],
  counters: (group) => (isIpv6(group) ? ['snmp6:Ip6OutNoRoutes'] : ['snmp:Ip.OutNoRoutes']),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} of this host lost: no route`,
    evidence: [],
    remedy: [
      {
        what: 'Add a route to the destination, or see why it went away.',
        command: 'ip route get DESTINATION',
        verify: 'ip route get finds a route',
        undo: '',
      },
    ],
  }),
})
