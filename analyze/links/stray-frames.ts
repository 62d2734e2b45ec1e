/** Frames that a bridge or switch brought to another station than the one that has their MAC address. */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import type { Traffic } from '../artifacts/traffic.js'
import { oncePer } from '../once-per.js'
import { allSamples } from '../packets/packet-facts.js'

/**
 * The interface, in another namespace that was recorded, that these packets were for, where they did not come: undefined also
 * if that cannot be told. Flooding brings a copy to other stations too: then the owner has as many as were sent.
 */
export function ownerOfStrays(
  group: DropGroup,
  host: Host | undefined,
  traffic: Traffic | undefined,
): Row<'interface'> | undefined {
  const { flow } = group
  if (host === undefined || flow === undefined || traffic === undefined || traffic.lost > 0)
    return undefined
  const mac = group.samples[0]?.headers?.dstMac
  if (mac === undefined || allSamples(group, ({ headers }) => headers?.dstMac === mac) !== true)
    return undefined
  const holders = host.namespacesWith(flow.dst)
  const owner = host
    .interfacesWith(mac)
    .find(
      (device) =>
        device.netns !== group.netns &&
        holders.has(device.netns) &&
        device.from_ns <= group.toNs &&
        (device.to_ns ?? Infinity) >= group.fromNs,
    )
  const packetsIn = (netns: number | null): number => traffic.packetsOf(netns, flow) ?? 0
  const came = packetsIn(group.netns)
  if (owner === undefined || came < group.drops || !isCaptured(owner, traffic)) return undefined
  const sent = Math.max(came, ...[...host.namespacesWith(flow.src)].map(packetsIn))
  return sent - packetsIn(owner.netns) >= group.drops ? owner : undefined
}

/** Of an interface without any packet it is not known whether the capture saw it. */
const isCaptured = ({ netns, ifindex }: Row<'interface'>, traffic: Traffic): boolean =>
  flowsAreWhole(traffic).get(`${netns} ${ifindex}`) === true

/** By interface that was captured. EtherType 0 is what was too much for flows. */
const flowsAreWhole = oncePer(({ flows }: Traffic) => {
  const whole = new Map<string, boolean>()
  for (const { netns, ifindex, protocol } of flows) {
    const key = `${netns} ${ifindex}`
    whole.set(key, whole.get(key) !== false && protocol !== 0)
  }
  return whole
})
