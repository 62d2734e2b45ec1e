import { defineCause } from '../cause.js'
import { receiveDropCounters, transmitDropCounters } from '../device-counters.js'
import { plural } from '../evidence.js'
import { deviceOf, isUp } from '../link-state.js'
import { droppingQdiscs, isQdiscDrop } from '../qdisc-drop.js'

const receiving = [
  'enqueue_to_backlog',
  'flush_backlog',
  '__netif_receive_skb_core',
  'netif_receive_skb_internal',
]

export default defineCause({
  name: 'device-down',
  kind: 'problem',
  what: 'transmitted into, or received from, an interface that is down',
  needs: ['host', 'counters'],

  claim(group, context) {
    const subject = context.names.interface(group.netns, group.ifindex, group.fromNs)
    if (group.reason === 'DEV_READY' && receiving.includes(group.site)) {
      return { confidence: 'certain', why: "the kernel's own reason is DEV_READY", subject }
    }
    const device = deviceOf(group, context.host)
    if (!isQdiscDrop(group) || device === undefined || device.kind === 'tun') return undefined
    if (isUp(device) || droppingQdiscs(group, context).length > 0) return undefined
    return {
      confidence: 'certain',
      why: 'the interface is down, and no qdisc counted the drop',
      subject,
    }
  },

  moves: (group, { names }) =>
    group.reason === 'DEV_READY'
      ? receiveDropCounters(group, names)
      : transmitDropCounters(group, names),

  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} lost: interface ${found.subject} is down`,
    evidence: [],
    remedy: [
      {
        what: `Bring ${found.subject} up, or remove the routes that lead there.`,
        command: `ip link set ${found.subject} up`,
        verify: `ip -s link show ${found.subject}`,
        undo: `ip link set ${found.subject} down`,
      },
    ],
  }),
})
