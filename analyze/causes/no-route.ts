import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'
import { destinationsOf } from '../forwarding.js'
import { isIpv6 } from '../packet-facts.js'

export default reasonCause({
  name: 'no-route',
  kind: 'problem',
  what: 'this host forwards, and has no route to the destination',
  places: [{ reasons: ['IP_INNOROUTES'] }],
  counters: (group) => [isIpv6(group) ? 'snmp6:Ip6InNoRoutes' : 'netstat:IpExt.InNoRoutes'],
  refs: (group) => (isIpv6(group) ? [] : [{ netns: null, name: 'rt_cache:in_no_route' }]),
  explain(found) {
    const v6 = found.groups.some(isIpv6)
    return {
      title: `${plural(found.drops, 'packet')} for ${destinationsOf(found)} not forwarded: no route`,
      evidence: [
        {
          label: 'routes of this namespace that would lead there',
          value: 0,
          query: `SELECT count(*) FROM route WHERE netns = ${found.netns ?? 0} AND family = ${v6 ? 6 : 4} AND dst LIKE '%/0' AND type = 'unicast'`,
        },
      ],
      remedy: [
        {
          what: `Add a route to ${destinationsOf(found)} (or a default route), or correct the sender: the packets were answered with ICMP unreachable.`,
          command: `ip ${v6 ? '-6 ' : ''}route add DESTINATION via GATEWAY`,
          verify: `ip ${v6 ? '-6 ' : ''}route get DESTINATION finds a route`,
          undo: `ip ${v6 ? '-6 ' : ''}route del DESTINATION via GATEWAY`,
        },
      ],
    }
  },
})
