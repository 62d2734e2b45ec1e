/** Frames that a bridge or switch brought to another station than the one that has their MAC address. */
import type { Row } from '../../session/tables.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import type { Traffic } from '../artifacts/traffic.js'
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
  const owner = host.facts.interfaces.find(
    (device) =>
      device.netns !== group.netns &&
      device.from_ns <= group.toNs &&
      (device.to_ns ?? Infinity) >= group.fromNs &&
      namespacesWith(flow.dst, host).includes(device.netns) &&
      allSamples(group, ({ headers }) => headers?.dstMac === device.mac) === true,
  )
  const packetsIn = (netns: number | null): number => traffic.packetsOf(netns, flow) ?? 0
  const came = packetsIn(group.netns)
  if (owner === undefined || came < group.drops || !isCaptured(owner, traffic)) return undefined
  const sent = Math.max(came, ...namespacesWith(flow.src, host).map(packetsIn))
  return sent - packetsIn(owner.netns) >= group.drops ? owner : undefined
}

const namespacesWith = (address: string, { facts }: Host): readonly number[] =>
  facts.addresses.filter((row) => row.address === address).map(({ netns }) => netns)

/** Of an interface without any packet it is not known whether the capture saw it. EtherType 0 is what was too much for flows. */
function isCaptured({ netns, ifindex }: Row<'interface'>, { flows }: Traffic): boolean {
  const ofOwner = flows.filter((flow) => flow.netns === netns && flow.ifindex === ifindex)
  return ofOwner.length > 0 && ofOwner.every(({ protocol }) => protocol !== 0)
}
