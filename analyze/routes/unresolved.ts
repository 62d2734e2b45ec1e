/** Packets that waited for a link-layer address in vain: ARP for IPv4, neighbour discovery for IPv6. */
import { shell } from '../attribution/shell.js'
import { defineCause, type Case, type Cause } from '../cause.js'
import { counterEvidence, plural, sysctlEvidence } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { isIpv4, isIpv6 } from '../packets/packet-facts.js'
import { carrierEvidence, neighbourSetting, nextHopDevice } from '../links/next-hop-device.js'
import { quote } from '../attribution/query.js'
import { noReason } from '../attribution/reason-cause.js'

const failedSites = [
  'neigh_invalidate',
  'arp_error_report',
  'ndisc_error_report',
  '__neigh_event_send',
  'neigh_timer_handler',
]

/** Of several that a route has those that have no MAC address: 'A or B' if that leaves more than one. */
function nextHopOf({ netns, flow }: DropGroup, host: Host | undefined): string {
  const dst = flow?.dst ?? ''
  const route = host?.routeTo(netns, dst)
  const hops = [...(route?.text ?? '').matchAll(/ nexthop via (?:inet6 )?(\S+)/g)].map(
    ([, hop = '']) => hop,
  )
  if (hops.length === 0) return route?.gateway ?? dst
  const silent = hops.filter((hop) => {
    const last = host?.facts.neighbours.findLast((n) => n.netns === netns && n.address === hop)
    return (last?.mac ?? '') === ''
  })
  return (silent.length === 0 ? hops : silent).join(' or ')
}

export const isUnresolved = (group: DropGroup): boolean =>
  group.reason === 'NEIGH_FAILED' ||
  group.reason === 'NEIGH_DEAD' ||
  (noReason.includes(group.reason) && failedSites.includes(group.site))

export function unresolvedCause(name: string, what: string, family: 4 | 6): Cause {
  const isFamily = family === 4 ? isIpv4 : isIpv6
  return defineCause({
    name,
    kind: 'problem',
    what,
    uses: ['host', 'counters'],
    claim(group, { host }) {
      if (!isUnresolved(group) || !isFamily(group)) return undefined
      return {
        confidence: 'certain',
        why: 'the kernel gave up resolving the next hop',
        subject: nextHopOf(group, host),
      }
    },
    explain(found, context) {
      const device = nextHopDevice(found, context.host)
      const isOne = found.subject !== '' && !found.subject.includes(' ')
      return {
        title: `${plural(found.drops, 'packet')} lost: ${nextHopWords(found.subject)} does not answer ${family === 4 ? 'ARP' : 'neighbour discovery'}`,
        evidence: [
          ...neighbourEvidence(found, context.host),
          ...counterEvidence(context.counters, {
            netns: found.netns,
            name: `${family === 4 ? 'arp' : 'ndisc'}_cache:res_failed`,
          }),
          ...carrierEvidence(found, context.host, context.counters),
          ...sysctlEvidence(
            context.host,
            found.netns,
            neighbourSetting(family, device, 'mcast_solicit'),
          ),
        ],
        remedy: [
          {
            what: `See whether ${nextHopWords(found.subject)} is up, on this link, and configured with that address (wrong VLAN, netmask or gateway are the usual faults).`,
            command: !isOne
              ? 'ip neigh show nud failed'
              : family === 4
                ? shell`arping -I ${device === '' ? 'IFACE' : device} ${found.subject}`
                : shell`ndisc6 ${found.subject} ${device === '' ? 'IFACE' : device}`,
            verify: shell`ip neigh show ${isOne ? found.subject : ''} shows a MAC address`,
            undo: '',
          },
        ],
      }
    },
  })
}

/** Not every drop source tells where the packets were to go. */
const nextHopWords = (address: string): string =>
  address === '' ? 'their next hop (the drop source does not tell which)' : `next hop ${address}`

function neighbourEvidence(found: Case, host: Host | undefined) {
  const entry = host?.facts.neighbours.find(
    (n) => n.netns === found.netns && n.address === found.subject,
  )
  if (entry === undefined) return []
  return [
    {
      label: `neighbour entry of ${found.subject}`,
      value: entry.mac === '' ? entry.state : `${entry.state}, ${entry.mac}`,
      query: `SELECT phase, state, mac FROM neighbour WHERE netns = ${entry.netns} AND address = ${quote(entry.address)}`,
    },
  ]
}
