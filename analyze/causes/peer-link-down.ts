import { shell } from '../attribution/shell.js'
import { defineCause, type Claim } from '../cause.js'
import { transmitDropCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import type { Row } from '../../session/tables.js'
import { deviceOf, hasCarrier, isUp, peerOf, refusingDevice } from '../links/link-state.js'
import { droppingQdiscs, isQdiscDrop } from '../links/qdisc-drop.js'
import { exceedsPeerMtu, isVethRefusal, vethCounters } from '../links/veth-forward.js'

export default defineCause({
  name: 'peer-link-down',
  kind: 'problem',
  what: 'sent to an interface whose other end is down or gone',
  precedence: 1,
  needs: ['host', 'counters'],

  claim(group, context) {
    const { host, names } = context
    const device = refusingDevice(group, host)
    const subject = names.interface(group.netns, group.ifindex, group.fromNs)
    if (isVethRefusal(group) && !exceedsPeerMtu(group, host)) {
      return { ...vethClaim(group, host), subject }
    }
    // without carrier the device has the noop qdisc, which refuses everything and counts on the device only
    if (!isQdiscDrop(group) || device === undefined || device.kind === 'tun') return undefined
    if (!isUp(device) || hasCarrier(device) || droppingQdiscs(group, context).length > 0)
      return undefined
    return {
      confidence: 'certain',
      why: 'the interface is up but has no carrier, and no qdisc counted the drop',
      subject,
    }
  },

  moves: (group, { host, names, counters }) =>
    isVethRefusal(group)
      ? vethCounters(group, host, names, counters)
      : transmitDropCounters(group, names),

  explain(found, { host }) {
    const [group] = found.groups
    const device = group === undefined ? undefined : refusingDevice(group, host)
    const peer =
      device === undefined || group === undefined
        ? undefined
        : peerOf(device, host, Math.max(group.fromNs, device.from_ns))
    const other =
      peer === undefined ? 'the other end' : `${peer.name} in ${host.netnsName(peer.netns)}`
    return {
      title: `${plural(found.drops, 'packet')} sent through ${found.subject} lost: ${other} is down`,
      evidence: [device, peer].flatMap((d) =>
        d === undefined
          ? []
          : [
              {
                label: `state of ${d.name} in ${host.netnsName(d.netns)}`,
                value: `${isUp(d) ? 'up' : 'down'}, ${d.operstate}`,
                query: `SELECT name, flags, operstate, from_ns, to_ns FROM interface WHERE netns = ${d.netns} AND ifindex = ${d.ifindex}`,
              },
            ],
      ),
      remedy: [
        {
          what: `Bring ${other} up, or see who took it down.`,
          command:
            peer === undefined
              ? shell`ip link show ${found.subject}`
              : shell`ip link set ${peer.name} up   # in namespace ${host.netnsName(peer.netns)}`,
          verify: shell`ip -s link show ${found.subject}: TX dropped no longer rises`,
          undo:
            peer === undefined
              ? ''
              : shell`ip link set ${peer.name} down   # in namespace ${host.netnsName(peer.netns)}`,
        },
      ],
    }
  },
})

/** veth refuses for two reasons only: the peer is down, or the packet is larger than the peer takes. */
function vethClaim(group: DropGroup, host: Host): Pick<Claim, 'confidence' | 'why'> {
  const device = deviceOf(group, host)
  const peer = device === undefined ? undefined : peerOf(device, host, group.fromNs)
  if (peer === undefined) {
    return {
      confidence: 'likely',
      why: 'veth could not hand the packet to its peer, whose state was not recorded',
    }
  }
  return wasDown(peer, host, group)
    ? {
        confidence: 'certain',
        why: 'veth could not hand the packet to its peer, which is down',
      }
    : {
        confidence: 'possible',
        why: 'veth could not hand the packet to its peer; that was up whenever its state was read, so it was down in between, or the packets were too large for it',
      }
}

/** Down at some time while packets were lost. */
const wasDown = (peer: Row<'interface'>, host: Host, group: DropGroup): boolean =>
  host
    .historyOf(peer.netns, peer.ifindex)
    .some((r) => !isUp(r) && r.from_ns <= group.toNs && (r.to_ns ?? Infinity) >= group.fromNs)
