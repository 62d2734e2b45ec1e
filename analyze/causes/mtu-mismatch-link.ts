import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { count, plural } from '../attribution/evidence.js'
import { deviceOf, peerOf } from '../links/link-state.js'
import { exceedsPeerMtu, isVethRefusal, vethCounters } from '../links/veth-forward.js'

export default defineCause({
  name: 'mtu-mismatch-link',
  kind: 'problem',
  what: 'the two ends of one link disagree on the MTU',
  precedence: 2,
  needs: ['host'],
  uses: ['counters'],

  claim(group, { host, names }) {
    if (!isVethRefusal(group) || !exceedsPeerMtu(group, host)) return undefined
    const subject = names.interface(group.netns, group.ifindex, group.fromNs)
    return {
      confidence: 'certain',
      why: 'every sample is larger than the other end takes',
      subject,
    }
  },

  moves: (group, { host, names, counters }) => vethCounters(group, host, names, counters),

  explain(found, { host }) {
    const [group] = found.groups
    const device = group === undefined ? undefined : deviceOf(group, host)
    const peer =
      device === undefined || group === undefined ? undefined : peerOf(device, host, group.fromNs)
    const ends = [device, peer].filter((d) => d !== undefined)
    return {
      title: `${plural(found.drops, 'packet')} sent through ${found.subject} lost: larger than the MTU of the other end (${count(peer?.mtu ?? 0)} against ${count(device?.mtu ?? 0)})`,
      evidence: ends.map((d) => ({
        label: `MTU of ${d.name} in ${host.netnsName(d.netns)}`,
        value: d.mtu,
        query: `SELECT mtu FROM interface WHERE netns = ${d.netns} AND ifindex = ${d.ifindex}`,
      })),
      remedy: [
        {
          what: `Give both ends one MTU: ${ends.map((d) => `${d.name} has ${d.mtu}`).join(', ')}.`,
          command:
            peer === undefined || device === undefined
              ? ''
              : shell`ip link set ${peer.name} mtu ${device.mtu}   # in namespace ${host.netnsName(peer.netns)}`,
          verify: shell`ip -s link show ${found.subject}: TX dropped no longer rises`,
          undo:
            peer === undefined
              ? ''
              : shell`ip link set ${peer.name} mtu ${peer.mtu}   # in namespace ${host.netnsName(peer.netns)}`,
        },
      ],
    }
  },
})
