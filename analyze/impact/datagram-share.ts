import { ipProtocol } from '../../session/packet/numbers.js'
import type { DropGroup, FlowKey } from '../artifacts/group.js'
import type { Traffic, TrafficFlow } from '../artifacts/traffic.js'
import { fingerprint } from './drop-interest.js'
import { match } from './matched-packets.js'
import type { TrafficMatch } from './match-traffic.js'

/** What share of a flow without retransmissions was lost. */
export interface DatagramShare {
  readonly lost: number
  /** Packets of the flow that were on their way, the lost ones included. */
  readonly sent: number
  /** flow.id of the captured flow that `sent` is counted from; none if it was captured nowhere. */
  readonly flowIds: readonly number[]
  /** Packets that `flowIds` hold: `sent` less those that were dropped before they came to an interface that captured. */
  readonly captured: number
}

/** Captured flows by their addresses and ports. */
export class CapturedFlows {
  readonly #byKey = new Map<string, TrafficFlow[]>()

  constructor(traffic: Traffic, networkOf: (netns: number | null) => number) {
    for (const flow of traffic.flows) {
      const key = flowName(networkOf(flow.netns), flow)
      const list = this.#byKey.get(key)
      if (list === undefined) this.#byKey.set(key, [flow])
      else list.push(flow)
    }
  }

  of(network: number, flow: FlowKey): readonly TrafficFlow[] {
    return this.#byKey.get(flowName(network, flow)) ?? []
  }
}

const flowName = (
  network: number,
  f: Pick<FlowKey, 'proto' | 'src' | 'sport' | 'dst' | 'dport'>,
): string => `${network} ${f.proto} ${f.src} ${f.sport} ${f.dst} ${f.dport}`

/** Packets of one flow at one interface; a flow that was silent for long goes on under another id. */
interface Passed {
  readonly netns: number
  readonly ifindex: number
  packets: number
  readonly ids: number[]
}

export const isDatagramGroup = (group: DropGroup): boolean =>
  group.flow !== undefined && group.flow.family !== 0 && group.flow.proto !== ipProtocol.tcp

/**
 * `groups`: the drops of one flow that are asked about; `dropsOfFlow`: all drops of that flow, whatever their cause.
 * `number` is the flow's in `traffic`, -1 if no header of it was kept.
 */
export function datagramShare(
  groups: readonly DropGroup[],
  dropsOfFlow: number,
  captured: readonly TrafficFlow[],
  traffic: TrafficMatch,
  number: number,
): DatagramShare {
  const lost = groups.reduce((sum, g) => sum + g.drops, 0)
  const passed = passedBy(captured)
  const [most] = [...passed].sort((a, b) => b.packets - a.packets)
  if (most === undefined) return { lost, sent: lost, flowIds: [], captured: 0 }
  const isAmongThem =
    isDifference(passed, most, dropsOfFlow, groups) ??
    cameIn(groups, traffic, number, passed) ??
    isRecognised(traffic, number) ??
    false
  // two drops of one cause may hit one packet's copies (bridge flooding): never more lost than sent
  const sent = Math.max(lost, most.packets + (isAmongThem ? 0 : dropsOfFlow))
  return { lost, sent, flowIds: most.ids, captured: most.packets }
}

function passedBy(captured: readonly TrafficFlow[]): readonly Passed[] {
  const points = new Map<string, Passed>()
  for (const { netns, ifindex, packets, id } of captured) {
    const known = points.get(`${netns} ${ifindex}`)
    if (known === undefined)
      points.set(`${netns} ${ifindex}`, { netns, ifindex, packets, ids: [id] })
    else {
      known.packets += packets
      known.ids.push(id)
    }
  }
  return [...points.values()]
}

/** Proof by numbers: before the drop all, behind it as many less as were dropped. */
function isDifference(
  passed: readonly Passed[],
  most: Passed,
  drops: number,
  groups: readonly DropGroup[],
): true | undefined {
  const hasPoint = groups.some((g) =>
    passed.some((p) => p.netns === g.netns && p.ifindex === g.ifindex),
  )
  const behind = [...passed.map((p) => p.packets), ...(hasPoint ? [] : [0])]
  return behind.some((n) => most.packets - n === drops) ? true : undefined
}

/** Later than this after its capture a packet is dropped only from a queue. */
const queueNs = 60e9

/** undefined where packets of the flow look alike. */
function isRecognised({ dropped, matched }: TrafficMatch, flow: number): boolean | undefined {
  const packets = flow < 0 ? [] : [...dropped.ofFlow(flow)]
  const ids = new Set(packets.map((i) => fingerprint(dropped.ipId(i), dropped.checksum(i))))
  if (packets.length === 0 || ids.size < packets.length * 0.9) return undefined
  const copies = matched.of(flow, match.copy)
  if (copies.length === 0 && packets.every((i) => dropped.ipId(i) <= 0)) return undefined
  const known = packets.filter((i) =>
    copies.some(
      (e) =>
        fingerprint(matched.ipId(e), matched.checksum(e)) ===
          fingerprint(dropped.ipId(i), dropped.checksum(i)) &&
        matched.atNs(e) <= dropped.atNs(i) + 1e6 &&
        matched.atNs(e) > dropped.atNs(i) - queueNs,
    ),
  )
  return known.length * 2 > packets.length
}

/** A packet that came in through an interface was captured there, unless XDP or the CPU's backlog took it before. */
function cameIn(
  groups: readonly DropGroup[],
  { dropped }: TrafficMatch,
  flow: number,
  passed: readonly Passed[],
): true | undefined {
  const isBefore = groups.some((g) => /xdp|backlog/.test(g.site))
  if (flow < 0 || isBefore) return undefined
  const incoming = new Set([...dropped.ofFlow(flow)].map((i) => dropped.incoming(i)))
  const isSeen = passed.some(
    (p) => incoming.has(p.ifindex) && groups.some((g) => g.netns === p.netns),
  )
  return isSeen ? true : undefined
}
