/** Packets that a route or a policy rule refuses on purpose: the kernel gives no reason, the tables do. */
import { shell } from '../attribution/shell.js'
import { defineCause, type Cause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import { destinationsOf } from './forwarding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { refusingRule } from './policy-rule.js'
import { quote } from '../attribution/query.js'

/** Where packets end that no plain route leads on. */
export const routeSites: readonly string[] = [
  'ip_error',
  'ip6_pkt_discard',
  'ip6_pkt_prohibit',
  'ip6_pkt_drop',
  'dst_discard',
  'dst_discard_out',
  'ip_rcv_finish',
  'ip6_rcv_finish',
]

interface Refusal {
  /** 'route 198.51.100.0/24', 'rule from 10.0.0.0/8 prohibit' */
  readonly subject: string
  readonly text: string
  readonly isSure: boolean
  readonly query: string
  /** For `ip`: 'rule' or 'route', with the family. */
  readonly object: string
  readonly argument: string
}

/** A policy rule is asked before the route tables. */
function refusalOf(group: DropGroup, host: Host, type: string): Refusal | undefined {
  const { flow, netns } = group
  if (!routeSites.includes(group.site) || flow === undefined) return undefined
  // what ip_error says where forwarding is off: no route would have led on
  if (group.reason === 'IP_INADDRERRORS') return undefined
  const family = flow.family === 6 ? '-6 ' : ''
  const rules = host.facts.policyRules.filter((rule) => rule.netns === netns)
  const rule = refusingRule(rules, type, flow, incoming(group, host))
  if (rule !== undefined) {
    const { priority, text } = rule.row
    return {
      subject: `rule ${text}`,
      text: `${priority}: ${text}`,
      isSure: rule.isSure,
      query: `SELECT priority, text FROM rule WHERE netns = ${netns} AND text = ${quote(text)}`,
      object: `${family}rule`,
      argument: `priority ${priority} ${text}`,
    }
  }
  const route = host.routeTo(netns, flow.dst)
  if (route?.type !== type) return undefined
  return {
    subject: `route ${route.dst}`,
    text: route.text,
    isSure: true,
    query: `SELECT text FROM route WHERE netns = ${route.netns} AND dst = ${quote(route.dst)} AND type = ${quote(type)}`,
    object: `${family}route`,
    argument: `${type} ${route.dst}`,
  }
}

function incoming({ netns, ifindex, samples, fromNs }: DropGroup, host: Host): string {
  const came = samples.find(({ incomingIfindex }) => incomingIfindex > 0)?.incomingIfindex
  return host.interfaceName(netns, came ?? ifindex, fromNs)
}

export function specialRouteCause(name: string, type: string, what: string, answer: string): Cause {
  return defineCause({
    name,
    kind: 'problem',
    what,
    precedence: 2,
    needs: ['host'],
    claim(group, { host }) {
      const refusal = refusalOf(group, host, type)
      if (refusal === undefined) return undefined
      const { isSure, subject } = refusal
      const [object] = subject.split(' ')
      return isSure
        ? { confidence: 'certain', why: `the ${object} that matches is of type ${type}`, subject }
        : {
            confidence: 'likely',
            why: `a ${object} of type ${type} fits as far as the packets tell`,
            subject,
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
      const refusal = group === undefined ? undefined : refusalOf(group, host, type)
      const [object = 'route', ...rest] = found.subject.split(' ')
      const what =
        object === 'route' ? `the ${type} route ${rest.join(' ')}` : `the policy ${found.subject}`
      return {
        title: `${plural(found.drops, 'packet')} for ${destinationsOf(found)} refused by ${what}`,
        evidence:
          refusal === undefined
            ? []
            : [{ label: object, value: refusal.text, query: refusal.query }],
        remedy: [
          {
            what: `The ${object} was set on purpose${answer}; remove it if these packets are wanted.`,
            command: shell`ip ${refusal?.object ?? object} del ${refusal?.argument ?? ''}`.trim(),
            verify: shell`ip route get ${group?.flow?.dst ?? 'DESTINATION'} from ${group?.flow?.src ?? 'SOURCE'} iif INTERFACE`,
            undo: shell`ip ${refusal?.object ?? object} add ${refusal?.argument ?? ''}`.trim(),
          },
        ],
      }
    },
  })
}
