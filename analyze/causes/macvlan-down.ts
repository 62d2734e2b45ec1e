import { shell } from '../attribution/shell.js'
import { defineCause } from '../cause.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { isUp } from '../links/link-state.js'
import { allSamples } from '../packets/packet-facts.js'
import type { Row } from '../../session/tables.js'

/** The device on top of this one that has the frames' destination address, in whatever namespace. */
function upperDevice(group: DropGroup, host: Host): Row<'interface'> | undefined {
  return host.facts.interfaces.find(
    (upper) =>
      upper.kind === 'macvlan' &&
      upper.link === group.ifindex &&
      (upper.link_netns ?? upper.netns) === group.netns &&
      upper.from_ns <= group.toNs &&
      (upper.to_ns ?? Infinity) >= group.fromNs &&
      allSamples(group, ({ headers }) =>
        headers === undefined || headers.dstMac === '' ? undefined : headers.dstMac === upper.mac,
      ) === true,
  )
}

export default defineCause({
  name: 'macvlan-down',
  kind: 'problem',
  what: 'the macvlan device that has this MAC address is down',
  precedence: 1,
  needs: ['host'],

  claim(group, { host }) {
    if (group.reason !== 'OTHERHOST') return undefined
    const upper = upperDevice(group, host)
    if (upper === undefined || isUp(upper)) return undefined
    return {
      confidence: 'certain',
      why: 'the frames are for the MAC address of a macvlan device of this link, which is down',
      subject: `${upper.name} in ${host.netnsName(upper.netns)}`,
    }
  },

  moves: (group, { names }) => [
    {
      netns: group.netns,
      name: `link:${names.interface(group.netns, group.ifindex, group.fromNs)}.rx_otherhost_dropped`,
    },
  ],

  explain(found, { host }) {
    const upper = found.groups[0] === undefined ? undefined : upperDevice(found.groups[0], host)
    return {
      title: `${plural(found.drops, 'packet')} for ${found.subject} lost: that macvlan device is down`,
      evidence:
        upper === undefined
          ? []
          : [
              {
                label: `MAC address and flags of ${upper.name}`,
                value: `${upper.mac}, ${isUp(upper) ? 'up' : 'down'}`,
                query: `SELECT mac, flags FROM interface WHERE netns = ${upper.netns} AND ifindex = ${upper.ifindex}`,
              },
            ],
      remedy: [
        {
          what: `Bring ${found.subject} up, or remove it.`,
          command: shell`ip link set ${upper?.name ?? 'IFACE'} up`,
          verify: 'the finding is gone',
          undo: shell`ip link set ${upper?.name ?? 'IFACE'} down`,
        },
      ],
    }
  },
})
