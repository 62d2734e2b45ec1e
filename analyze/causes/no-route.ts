import { shell } from '../attribution/shell.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { destinationsOf, isIpv4ForwardingOff } from '../routes/forwarding.js'
import { isIpv4, isIpv6, toMulticast } from '../packets/packet-facts.js'

export default reasonCause({
  name: 'no-route',
  kind: 'problem',
  what: 'this host forwards, and has no route to the destination',
  places: [
    { reasons: ['IP_INNOROUTES'], when: (group) => !isIpv6(group) || !toMulticast(group) },
    {
      reasons: noReason,
      sites: ['ip_error'],
      when: (group, { host, names }) =>
        isIpv4(group) && isIpv4ForwardingOff(group, host, names) === false,
      confidence: 'likely',
      why: 'kernels before 5.19 give no reason there; forwarding is on, and no route refuses on purpose',
    },
  ],
  counters: (group) => [isIpv6(group) ? 'snmp6:Ip6InNoRoutes' : 'netstat:IpExt.InNoRoutes'],
  refs: (group) => (isIpv6(group) ? [] : [{ netns: null, name: 'rt_cache:in_no_route' }]),
  explain(found, { host }) {
    const v6 = found.groups.some(isIpv6)
    const family = v6 ? 6 : 4
    const routes = host?.facts.routes ?? []
    return {
      title: `${plural(found.drops, 'packet')} for ${destinationsOf(found)} not forwarded: no route`,
      evidence: [
        {
          label: 'routes of this namespace, none of which led there',
          value: routes.filter((r) => r.netns === found.netns && r.family === family).length,
          query: `SELECT count(*) FROM route WHERE netns = ${found.netns ?? 0} AND family = ${family}`,
        },
      ],
      remedy: [
        {
          what: `Add a route to ${destinationsOf(found)} (or a default route), or correct the sender: the packets were answered with ICMP unreachable.`,
          command: shell`ip ${v6 ? '-6 ' : ''}route add DESTINATION via GATEWAY`,
          verify: shell`ip ${v6 ? '-6 ' : ''}route get DESTINATION finds a route`,
          undo: shell`ip ${v6 ? '-6 ' : ''}route del DESTINATION via GATEWAY`,
        },
      ],
    }
  },
})
