import { shell } from '../attribution/shell.js'
import type { Case, Explanation } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { deviceOf } from '../links/link-state.js'
import { allSamples } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

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
  subject: (group, { host }) => ownAddress(group, host),
  explain: (found, { host }) => {
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
