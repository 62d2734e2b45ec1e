/**
 * Where a drop source does not tell the namespace, or the device of a queue, a counter can: that of one qdisc, one socket or one namespace's
 * firewall rules, if it alone gained exactly as much as was dropped.
 */
import type { Counters } from '../artifacts/counters.js'
import type { DropGroup, DropSample, SampleSocket } from '../artifacts/group.js'
import type { SocketFact } from '../artifacts/host.js'
import { isBlind } from '../attribution/source-blindness.js'
import { hookOf } from '../kernel/netfilter-hooks.js'
import { isFirewallDrop } from '../firewall/firewall-verdict.js'
import type { Recorded } from '../artifacts/load-artifacts.js'
import { isUdp } from '../packets/packet-facts.js'
import { isQdiscDrop } from '../links/qdisc-drop.js'
import { udpQueueSites } from '../packets/udp-without-reason.js'

export function identifyByCounter(group: DropGroup, recorded: Recorded): DropGroup {
  const { counters, firewall } = recorded
  if (isQdiscDrop(group) && counters !== undefined && (group.netns === null || group.ifindex === 0))
    return atQdisc(group, counters)
  if (group.netns !== null) return group
  if (isFirewallDrop(group) && firewall !== undefined) return atRules(group, firewall.rules)
  if (!isBlind(group)) return group
  if (isUdp(group) && udpQueueSites.includes(group.site)) return atSocket(group, recorded)
  return group
}

/** All levels of a device's qdiscs count the same packet. */
function atQdisc(group: DropGroup, counters: Counters): DropGroup {
  const devices = new Map<string, { readonly netns: number; readonly ifindex: number }>()
  for (const { name, netns, ifindex, delta } of counters.moved) {
    if (!/^qdisc:.*\.drops$/.test(name) || delta !== group.drops) continue
    if (group.netns !== null && netns !== group.netns) continue
    if (netns !== null && ifindex !== null) devices.set(`${netns} ${ifindex}`, { netns, ifindex })
  }
  const only = onlyOne([...devices.values()])
  return only === undefined ? group : { ...group, ...only }
}

interface CountedRule {
  readonly netns: number
  readonly hook: string
  readonly verdict: string
  readonly matched: number | undefined
}

/** The only namespace whose rules and policies at this hook dropped as many, or the only one that has any. */
function atRules(group: DropGroup, rules: readonly CountedRule[]): DropGroup {
  const hook = hookOf(group)
  const matched = new Map<number, number>()
  const possible = new Set<number>()
  for (const rule of rules) {
    if (hook !== undefined && rule.hook !== '' && rule.hook !== hook) continue
    if (!/^(drop|reject)/.test(rule.verdict)) continue
    if ((rule.matched ?? Infinity) > 0) possible.add(rule.netns)
    matched.set(rule.netns, (matched.get(rule.netns) ?? 0) + (rule.matched ?? 0))
  }
  const exact = [...matched].filter(([, n]) => n === group.drops).map(([netns]) => netns)
  const netns = onlyOne(exact.length > 0 ? exact : [...possible])
  return netns === undefined ? group : { ...group, netns }
}

/** The last column of /proc/net/udp: the socket that refused them. */
function atSocket(group: DropGroup, { counters, sockets }: Recorded): DropGroup {
  const found = (counters?.moved ?? []).flatMap(({ name, delta }) => {
    const inode = /^udp6?:(\d+)\.drops$/.exec(name)?.[1]
    const socket =
      delta === group.drops && inode !== undefined
        ? sockets?.byInode(Number(inode), group.fromNs)
        : undefined
    return socket === undefined ? [] : [socket]
  })
  const only = onlyOne(found)
  if (only === undefined) return group
  return { ...group, netns: only.netns, samples: withSocket(group.samples, only) }
}

function withSocket(samples: readonly DropSample[], socket: SocketFact): readonly DropSample[] {
  const seen: SampleSocket = {
    inode: socket.inode,
    family: socket.family === 6 ? inet6 : inet,
    protocol: 17,
    state: 0,
    localPort: socket.local_port,
    remotePort: socket.remote_port,
    rcvbuf: socket.rcvbuf ?? 0,
    rmem: 0,
  }
  return samples.map((sample) => ({ ...sample, socket: seen }))
}

/** AF_INET, AF_INET6 */
const inet = 2
const inet6 = 10

const onlyOne = <T>(all: readonly T[]): T | undefined => (all.length === 1 ? all[0] : undefined)
