/**
 * tracefs and NET_DM summaries tell where packets were freed, but not which packets. Where the capture holds packets that
 * must have come to such an end (no socket of their port, a route that refuses them), and they are exactly as many as were
 * dropped, those are the ones. If the numbers differ, or two sets fit, nothing is said.
 */
import { ipProtocol, tcpFlag } from '../../session/packet/numbers.js'
import type { CapturedFlags } from '../packets/captured-flags.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast, type Host } from '../artifacts/host.js'
import { lookUp } from '../sockets/listeners.js'
import type { Recorded } from '../artifacts/load-artifacts.js'
import { tcpSites } from '../sockets/no-socket.js'
import { isIpv6 } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { splitByFlows, type FlowShare } from './split-by-flows.js'
import { isBlind } from '../attribution/source-blindness.js'
import { routeSites } from '../routes/special-route.js'
import type { TrafficFlow } from '../artifacts/traffic.js'
import { udpReceiveSites } from '../packets/udp-without-reason.js'

/** Packets of a captured flow that may have been dropped there, and what kind of drop it would be. */
interface Candidate extends FlowShare {
  readonly kind: string
}

export const wantsFlags = (group: DropGroup): boolean =>
  isBlind(group) && group.reason === 'NO_SOCKET' && tcpSites.includes(group.site)

/** `firstId`: the first free DropGroup.id. */
export function identifyByTraffic(
  groups: readonly DropGroup[],
  recorded: Recorded,
  flags: CapturedFlags,
): DropGroup[] {
  let nextId = groups.reduce((max, { id }) => Math.max(max, id), 0) + 1
  return groups.flatMap((group) => {
    const shares = isBlind(group) ? fitting(group, candidatesOf(group, recorded, flags)) : []
    if (shares.length === 0) return [group]
    const parts = splitByFlows(group, shares, nextId)
    nextId += parts.length
    return parts
  })
}

/** Exactly as many as were dropped: those of one kind and namespace, of one namespace, or all. */
function fitting(group: DropGroup, all: readonly Candidate[]): readonly FlowShare[] {
  const levels = [
    (c: Candidate) => `${c.flow.netns} ${c.kind}`,
    (c: Candidate) => String(c.flow.netns),
    () => '',
  ]
  for (const level of levels) {
    const sets = setsBy(all, level).filter((set) => total(set) === group.drops)
    if (sets.length > 0) return sets.length === 1 ? (sets[0] ?? []) : []
  }
  return []
}

function setsBy(
  all: readonly Candidate[],
  keyOf: (candidate: Candidate) => string,
): readonly (readonly Candidate[])[] {
  const sets = new Map<string, Candidate[]>()
  for (const candidate of all) {
    const set = sets.get(keyOf(candidate))
    if (set === undefined) sets.set(keyOf(candidate), [candidate])
    else set.push(candidate)
  }
  return [...sets.values()]
}

const total = (set: readonly Candidate[]): number =>
  set.reduce((sum, { packets }) => sum + packets, 0)

function candidatesOf(
  group: DropGroup,
  { host, sockets, traffic, counters }: Recorded,
  flags: CapturedFlags,
): readonly Candidate[] {
  if (host === undefined || traffic === undefined) return []
  const flows = traffic.flows.filter(
    (f) => f.family === (isIpv6(group) ? 6 : 4) && !isMulticast(f.dst) && isAmong(group, f.netns),
  )
  const { site, reason } = group
  const isNoSocket = reason === 'NO_SOCKET' || noReason.includes(reason)
  if (udpReceiveSites.includes(site) && isNoSocket) {
    if (sockets === undefined) return []
    return arrived(flows, host, ipProtocol.udp).flatMap((flow) => {
      const { state } = lookUp(sockets, asGroup(group, flow), 'udp')
      return state === 'fits' ? [] : [{ flow, packets: flow.packets, tcpFlags: 0, kind: state }]
    })
  }
  if (tcpSites.includes(site) && reason === 'NO_SOCKET') {
    if (sockets === undefined) return []
    return arrived(flows, host, ipProtocol.tcp).flatMap((flow) => {
      if (lookUp(sockets, asGroup(group, flow), 'tcp').state === 'fits') return []
      if (answersRequest(flow, flags)) return []
      // TCP answers each refused request with a reset that it counts; those of a firewall are not counted there
      const resets = counters?.delta(flow.netns, 'snmp:Tcp.OutRsts') ?? Infinity
      const refusable = [...flags(flow)].filter(
        ([kind]) => kind !== tcpFlag.syn || resets >= group.drops,
      )
      return refusable.map(([tcpFlags, packets]): Candidate => ({
        flow,
        packets,
        tcpFlags,
        kind: String(tcpFlags),
      }))
    })
  }
  return routeSites.includes(site) ? refusedOnTheWay(flows, host) : []
}

const isAmong = (group: DropGroup, netns: number): boolean =>
  group.netns === null || group.netns === netns

/** For an address of the namespace that captured them. */
const arrived = (flows: readonly TrafficFlow[], host: Host, proto: number): TrafficFlow[] =>
  onePlace(flows.filter((f) => f.proto === proto && host.isLocalAddress(f.netns, f.dst)))

/** On an interface with an address, from elsewhere to elsewhere, and no plain route leads on. */
function refusedOnTheWay(flows: readonly TrafficFlow[], host: Host): readonly Candidate[] {
  const addressed = new Set(host.facts.addresses.map((a) => `${a.netns} ${a.ifindex}`))
  return onePlace(
    flows.filter(
      ({ netns, ifindex, src, dst }) =>
        addressed.has(`${netns} ${ifindex}`) &&
        !host.isLocalAddress(netns, src) &&
        !host.isLocalAddress(netns, dst) &&
        !host.isBroadcast(netns, dst),
    ),
  ).flatMap((flow): Candidate[] => {
    const type = host.routeTo(flow.netns, flow.dst)?.type ?? 'none'
    return type === 'unicast' && forwards(host, flow)
      ? []
      : [{ flow, packets: flow.packets, tcpFlags: 0, kind: type }]
  })
}

/** By the sysctl of the namespace; one of an interface alone is not looked at. */
const forwards = (host: Host, { netns, family }: TrafficFlow): boolean =>
  host.sysctl(netns, `net.ipv${family}.conf.all.forwarding`) !== '0'

/** A packet is seen on several interfaces of a namespace (bridge and port): where most of it was. */
function onePlace(flows: readonly TrafficFlow[]): TrafficFlow[] {
  const best = new Map<string, TrafficFlow>()
  for (const flow of flows) {
    const key = `${flow.netns} ${flow.proto} ${flow.src} ${flow.sport} ${flow.dst} ${flow.dport}`
    const known = best.get(key)
    if (known === undefined || flow.packets > known.packets) best.set(key, flow)
  }
  return [...best.values()]
}

/** Whoever asked for the connection had a socket for the answer. */
const answersRequest = (flow: TrafficFlow, flags: CapturedFlags): boolean =>
  flags({ ...flow, sport: flow.dport, dport: flow.sport }).has(tcpFlag.syn)

const asGroup = (group: DropGroup, flow: TrafficFlow): DropGroup => ({
  ...group,
  netns: flow.netns,
  ifindex: flow.ifindex,
  flow: { ...flow, tcpFlags: 0 },
})
