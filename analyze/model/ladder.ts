/** Where in the stack packets ended, told from the place of the drop. */
import type { Analysis } from '../analyze.js'
import type { DropGroup } from '../artifacts/group.js'
import { isFirewallDrop } from '../firewall/firewall-verdict.js'
import { hookOf } from '../kernel/netfilter-hooks.js'
import { reasonMeaning } from '../kernel/reasons.js'
import type { LadderStep, StackPosition } from './report-model.js'
import { isLocallySent } from '../packets/packet-facts.js'

const positions: readonly StackPosition[] = [
  'nic',
  'driver',
  'xdp',
  'backlog',
  'tc',
  'bridge',
  'netfilter',
  'ip',
  'neighbour',
  'transport',
  'socket',
  'unknown',
]

/** First match wins; plain symbols of 5.10 to 6.18. */
const bySite: readonly (readonly [RegExp, StackPosition])[] = [
  [/xdp/, 'xdp'],
  [/^(enqueue_to_backlog|flush_backlog|__netif_receive_skb)/, 'backlog'],
  [
    /^(__dev_queue_xmit|kfree_skb_list_reason|sch_|qdisc_|__qdisc|codel|fq_|netem|tbf|htb|dequeue_)/,
    'tc',
  ],
  [/^br_|^bridge/, 'bridge'],
  [/^(nft_|nf_|ipt_|ip6t_|ebt_)/, 'netfilter'],
  [/^(neigh_|__neigh|arp_|ndisc_)/, 'neighbour'],
  [
    /^(udp_queue|__udp_queue|udpv6_queue|__udp_enqueue|sock_|skb_queue_purge|sk_stream|inet_sock|unix_|raw_rcv|rawv6_rcv|packet_)/,
    'socket',
  ],
  [/^(udp|__udp|tcp|cookie_v|icmp|ping_|igmp|sctp|dccp)/, 'transport'],
  [/^(ip_|ip6_|ipv6_|__ip|inet_frag|xfrm)/, 'ip'],
  [/(_xmit|_poll|veth|tun_|vxlan|dev_forward|loopback)/, 'driver'],
]

const byLayer: Readonly<Record<string, StackPosition>> = {
  device: 'driver',
  xdp: 'xdp',
  tc: 'tc',
  qdisc: 'tc',
  firewall: 'netfilter',
  network: 'ip',
  neighbour: 'neighbour',
  tunnel: 'driver',
  transport: 'transport',
  socket: 'socket',
}

export function positionOf(group: DropGroup): StackPosition {
  if (group.trap !== '') return 'nic'
  const bySymbol = bySite.find(([pattern]) => pattern.test(group.site))?.[1]
  return bySymbol ?? byLayer[reasonMeaning(group.reason)?.layer ?? ''] ?? 'unknown'
}

export function directionOf(group: DropGroup): 'rx' | 'tx' | 'unknown' {
  const hook = isFirewallDrop(group) ? hookOf(group) : undefined
  if (hook === 'output' || hook === 'postrouting' || hook === 'egress') return 'tx'
  if (hook !== undefined) return 'rx'
  const direction = reasonMeaning(group.reason)?.direction
  if (direction === 'rx' || direction === 'tx') return direction
  if (/xmit|output|_out$/.test(group.site)) return 'tx'
  if (/rcv|receive|input|forward|ip_error|mc_input/.test(group.site)) return 'rx'
  return isLocallySent(group) && group.samples.length > 0 ? 'tx' : 'unknown'
}

export function ladderOf({ groups, cases }: Analysis): LadderStep[] {
  const findingOf = new Map<number, string>()
  for (const [id, found] of cases) for (const g of found.groups) findingOf.set(g.id, id)
  const steps = new Map<StackPosition, Map<string, { rx: number; tx: number; unknown: number }>>()
  for (const group of groups) {
    if (group.masked) continue
    const position = positionOf(group)
    let causes = steps.get(position)
    if (causes === undefined)
      steps.set(position, (causes = new Map<string, { rx: number; tx: number; unknown: number }>()))
    const id = findingOf.get(group.id) ?? ''
    let sums = causes.get(id)
    if (sums === undefined) causes.set(id, (sums = { rx: 0, tx: 0, unknown: 0 }))
    sums[directionOf(group)] += group.drops
  }
  return positions.flatMap((position) => {
    const causes = steps.get(position)
    if (causes === undefined) return []
    return [{ position, causes: [...causes].map(([findingId, sums]) => ({ findingId, ...sums })) }]
  })
}
