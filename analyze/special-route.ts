/** Packets that a route refuses on purpose: the kernel gives no reason, the route table does. */
import { defineCause, type Cause } from './cause.js'
import { plural } from './evidence.js'
import { destinationsOf } from './forwarding.js'
import type { DropGroup } from './group.js'
import type { Host } from './host.js'
import { isIpv6 } from './packet-facts.js'
import { quote } from './query.js'

const sites = [
  'ip_error',
  'ip6_pkt_discard',
  'ip6_pkt_prohibit',
  'ip6_pkt_drop',
  'dst_discard',
  'dst_discard_out',
  'ip_rcv_finish',
  'ip6_rcv_finish',
]

const refusedByRoute = (group: DropGroup, host: Host, type: string): boolean =>
  sites.includes(group.site) &&
  group.flow !== undefined &&
  host.routeTo(group.netns, group.flow.dst)?.type === type

export function specialRouteCause(name: string, type: string, what: string, answer: string): Cause {
  return defineCause({
    name,
    kind: 'problem',
    what,
    precedence: 2,
    needs: ['host'],
    claim(group, { host }) {
      if (!refusedByRoute(group, host, type)) return undefined
      const route = host.routeTo(group.netns, group.flow?.dst ?? '')
      return {
        confidence: 'certain',
        why: `the route that matches is of type ${type}`,
        subject: route?.dst ?? '',
      }
    },
    moves: (group) => [
      ...(isIpv6(group) ? [] : [{ netns: null, name: 'rt_cache:in_no_route' }]),
      ...(group.reason === 'IP_INNOROUTES'
        ? [
            {
              netns: group.netns,
              name: isIpv6(group) ? 'snmp6:Ip6InNoRoutes' : 'netstat:IpExt.InNoRoutes',
            },
          ]
        : []),
    ],
    explain(found, { host }) {
      const [group] = found.groups
      const route =
        group?.flow === undefined ? undefined : host.routeTo(found.netns, group.flow.dst)
      const v6 = route?.family === 6 ? '-6 ' : ''
      return {
        title: `${plural(found.drops, 'packet')} for ${destinationsOf(found)} refused by the ${type} route ${found.subject}`,
        evidence:
          route === undefined
            ? []
            : [
                {
                  label: 'route',
                  value: route.text,
                  query: `SELECT text FROM route WHERE netns = ${route.netns} AND dst = ${quote(route.dst)} AND type = ${quote(type)}`,
                },
              ],
        remedy: [
          {
            what: `The route was set on purpose${answer}; remove it if these packets are wanted.`,
            command: `ip ${v6}route del ${type} ${found.subject}`,
            verify: `ip ${v6}route get ${group?.flow?.dst ?? 'DESTINATION'}`,
            undo: `ip ${v6}route add ${type} ${found.subject}`,
          },
        ],
      }
    },
  })
}
