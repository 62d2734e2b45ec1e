import { shell } from '../attribution/shell.js'
import type { Case, Explanation } from '../cause.js'
import type { Remedy } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Row } from '../../session/tables.js'
import type { Host } from '../artifacts/host.js'
import type { Traffic } from '../artifacts/traffic.js'
import { deviceOf, peerOf } from '../links/link-state.js'
import { ownerOfStrays } from '../links/stray-frames.js'
import { allSamples } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { quote } from '../attribution/query.js'

export default reasonCause({
  name: 'not-our-mac',
  kind: 'depends',
  what: 'the frame was for another station',
  places: [{ reasons: ['OTHERHOST'] }],
  refs: (group, { names }) => {
    const device = names.interface(group.netns, group.ifindex, group.fromNs)
    return device === ''
      ? []
      : [{ netns: group.netns, name: `link:${device}.rx_otherhost_dropped` }]
  },
  subject: (group, { host, traffic }) =>
    ownAddress(group, host) || strayAddress(group, host, traffic),
  explain: (found, { host, traffic }) => {
    const owner = found.groups[0] && ownerOfStrays(found.groups[0], host, traffic)
    if (owner !== undefined) return astray(found, owner, host)
    if (found.subject !== '') return wrongNeighbour(found)
    const vlans = new Set(found.groups.flatMap(vlansOf))
    const isTagged = vlans.size > 0 || found.groups.every((group) => isForOwnMac(group, host))
    return isTagged ? unknownVlan(found, [...vlans]) : otherStation(found)
  },
})

/** The address of this host that the packet was for, with another station's MAC; '' if it was not so. */
function ownAddress(group: DropGroup, host: Host | undefined): string {
  const { netns, flow } = group
  const isOwn = flow !== undefined && host?.isLocalAddress(netns, flow.dst) === true
  if (!isOwn || vlansOf(group).length > 0 || isForOwnMac(group, host)) return ''
  return flow.dst
}

/** The address in another namespace that the packets were for and did not come to; '' if it was not so. */
function strayAddress(
  group: DropGroup,
  host: Host | undefined,
  traffic: Traffic | undefined,
): string {
  const owner = ownerOfStrays(group, host, traffic)
  return owner === undefined ? '' : `${group.flow?.dst} in ${host?.netnsName(owner.netns)}`
}

/** The kernel gives frames of a VLAN that no interface has the same reason; the tag is seldom in the bytes that were kept. */
const isForOwnMac = (group: DropGroup, host: Host | undefined): boolean => {
  const mac = host === undefined ? undefined : deviceOf(group, host)?.mac
  return mac !== undefined && allSamples(group, ({ headers }) => headers?.dstMac === mac) === true
}

const vlansOf = ({ samples }: DropGroup): readonly number[] =>
  samples.flatMap(({ headers }) => headers?.vlans.slice(0, 1) ?? [])

const unknownVlan = (found: Case, vlans: readonly number[]): Explanation => ({
  title: `${plural(found.drops, 'packet')} of ${vlans.length === 0 ? 'a VLAN' : `VLAN ${vlans.slice(0, 5).join(', ')}`}, for which there is no interface`,
  severity: 'benign',
  evidence: [],
  remedy: [
    {
      what: 'The other end sends tagged frames: add an interface for the VLAN if this host shall take part in it, or take the VLAN off the port of the switch.',
      command: shell`ip link add link IFACE name IFACE.ID type vlan id ${vlans[0] ?? 'ID'}`,
      verify: 'link rx_otherhost_dropped no longer rises',
      undo: 'ip link delete IFACE.ID',
    },
  ],
})

const otherStation = (found: Case): Explanation => ({
  title: `${plural(found.drops, 'packet')} in frames for another station's MAC address`,
  severity: 'benign',
  evidence: [],
  remedy: [
    {
      what: 'Usual with promiscuous mode, mirror ports and flooding switches. If these packets were meant for this host, the sender has a wrong or stale neighbour entry.',
      command: 'ip neigh show   # at the sender',
      verify: 'link rx_otherhost_dropped no longer rises',
      undo: '',
    },
  ],
})

const astray = (found: Case, owner: Row<'interface'>, host: Host | undefined): Explanation => ({
  title: `${plural(found.drops, 'packet')} for ${found.subject}, brought to another station than the one that has their MAC address`,
  severity: 'problem',
  evidence: [
    {
      label: `who has ${owner.mac}`,
      value: `${owner.name} in ${host?.netnsName(owner.netns)}, which was captured: none of these packets came there`,
      query: `SELECT netns, name, from_ns, to_ns FROM interface WHERE mac = ${quote(owner.mac)}`,
    },
  ],
  remedy: [isMacvlan(owner) ? macvlanRemedy(owner, host) : bridgeRemedy(found, owner, host)],
})

const isMacvlan = ({ kind }: Row<'interface'>): boolean => ['macvlan', 'macvtap'].includes(kind)

const macvlanRemedy = (owner: Row<'interface'>, host: Host | undefined): Remedy => ({
  what: `${owner.name} is a ${owner.kind} device: others on the same lower device reach it only where both are in mode bridge (or the switch sends back what came from there, in mode vepa). See the modes.`,
  command: shell`ip -d link show dev ${owner.name}   # in namespace ${host?.netnsName(owner.netns) ?? ''}`,
  verify: 'link rx_otherhost_dropped no longer rises',
  undo: '',
})

const bridgeRemedy = (found: Case, owner: Row<'interface'>, host: Host | undefined): Remedy => ({
  what: `A bridge or switch has a wrong or stale forwarding entry for ${owner.mac}: remove it there.`,
  command: shell`bridge fdb show | grep ${owner.mac}   # in namespace ${bridgeNamespace(found, host)}`,
  verify: 'link rx_otherhost_dropped no longer rises',
  undo: '',
})

/** Where the bridge is that this station is a port of, as far as it was recorded. */
function bridgeNamespace(found: Case, host: Host | undefined): string {
  const [group] = found.groups
  const device = group && host && deviceOf(group, host)
  const port = device && peerOf(device, host, group.fromNs)
  return host === undefined || typeof port?.master !== 'number'
    ? 'of the bridge'
    : host.netnsName(port.netns)
}

const wrongNeighbour = (found: Case): Explanation => ({
  title: `${plural(found.drops, 'packet')} for ${found.subject}, an address of this host, in frames for another station's MAC address`,
  severity: 'problem',
  evidence: [],
  remedy: [
    {
      what: `Whoever sends to ${found.subject} has a wrong or stale neighbour entry for it: remove the entry there, or look for another station that answers ARP for the address.`,
      command: shell`ip neigh show ${found.subject}   # at the sender`,
      verify: 'link rx_otherhost_dropped no longer rises',
      undo: '',
    },
  ],
})
