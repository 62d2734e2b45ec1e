import type { SessionReader } from '../../session/reader.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Attached, Recorded } from '../artifacts/load-artifacts.js'
import type { Traffic } from '../artifacts/traffic.js'
import type { Trust } from '../model/trust.js'
import { CapturedFlows } from './datagram-share.js'
import { loadDroppedPackets } from './dropped-packets.js'
import { FlowPairs } from './flow-pairs.js'
import { TrafficMatch } from './match-traffic.js'
import { networksOf } from './networks.js'

/** Flows, both ways, that are followed at the same time: 52 bytes each. */
const pairLimit = 131_072

/** Everything that impact is told from, loaded once for all findings. */
export interface ImpactContext {
  readonly traffic: TrafficMatch
  readonly captured: CapturedFlows
  readonly flows: Traffic
  /** End of the capture. */
  readonly endNs: number
  /** All drops by flow, whatever their cause: keys of `flowKeyOf`. */
  readonly dropsOfFlow: ReadonlyMap<string, number>
  /** Number of a group's flow in `traffic`. */
  readonly flowOfGroup: ReadonlyMap<number, number>
  readonly all: readonly DropGroup[]
  readonly networkOf: (netns: number | null) => number
  /** netns.id of namespaces in which something captured. */
  readonly captures: ReadonlySet<number>
  /** Packets that the capture itself lost. */
  readonly lost: number
  /** What no finding of this session can show, a sentence each. */
  readonly unseen: readonly string[]
}

export const flowKeyOf = (network: number, { flow }: DropGroup): string =>
  flow === undefined
    ? ''
    : `${network} ${flow.proto} ${flow.src} ${flow.sport} ${flow.dst} ${flow.dport}`

/** undefined if packets were not captured. */
export async function loadImpactContext(
  reader: SessionReader,
  recorded: Recorded,
  groups: readonly DropGroup[],
  trust: Trust,
  attached: Attached,
): Promise<ImpactContext | undefined> {
  const { traffic: flows, host } = recorded
  if (flows === undefined) return undefined
  const networks = networksOf(host?.facts.netns.keys() ?? [], host?.facts.interfaces ?? [])
  const networkOf = (netns: number | null): number => networks.get(netns ?? 1) ?? netns ?? 1
  const pairs = new FlowPairs(pairLimit)
  const source = trust.primarySource
  const dropped = await loadDroppedPackets(reader, source, groups, pairs, networkOf)
  const traffic = new TrafficMatch(dropped, pairs, networkOf)
  await traffic.read(reader)
  const flowOfGroup = new Map<number, number>()
  for (let i = 0; i < dropped.count; i++) flowOfGroup.set(dropped.group(i), dropped.flow(i))
  const dropsOfFlow = new Map<string, number>()
  for (const group of groups) {
    const key = flowKeyOf(networkOf(group.netns), group)
    dropsOfFlow.set(key, (dropsOfFlow.get(key) ?? 0) + group.drops)
  }
  const captures = await reader.rows('capture')
  const lost = captures.reduce((sum, c) => sum + c.lost, 0)
  return {
    traffic,
    captured: new CapturedFlows(flows, networkOf),
    flows,
    endNs: attached.toNs,
    dropsOfFlow,
    flowOfGroup,
    all: groups,
    networkOf,
    captures: new Set(captures.map((c) => c.netns)),
    lost,
    unseen: unseenOf(captures, lost, trust, traffic),
  }
}

function unseenOf(
  captures: readonly { readonly filter: string }[],
  lost: number,
  trust: Trust,
  traffic: TrafficMatch,
): string[] {
  const filter = captures.find((c) => c.filter !== '')?.filter
  const health = trust.health.find((h) => h.source === 'packets')
  const left = traffic.flows.overflowed + traffic.matched.overflowed + traffic.gaps.overflowed
  return [
    ...(filter === undefined
      ? []
      : [`Packets were captured through the filter '${filter}': what it left out shows nowhere.`]),
    ...(lost > 0
      ? [`The capture itself lost ${lost.toLocaleString('en-US')} packets: counts may be too low.`]
      : []),
    ...(health !== undefined && health.status !== 'ok' && lost === 0 && health.why !== ''
      ? [`Packet capture is ${health.status}: ${health.why}.`]
      : []),
    ...(left > 0
      ? [`${left.toLocaleString('en-US')} packets belong to more flows than are followed.`]
      : []),
    ...(traffic.damagedBlocks > 0
      ? [`${traffic.damagedBlocks} blocks of captured packets are damaged.`]
      : []),
  ]
}
