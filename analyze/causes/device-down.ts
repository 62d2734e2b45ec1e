import { shell } from '../attribution/shell.js'
import { ipProtocol } from '../../session/packet/numbers.js'
import { defineCause, type Case, type Context, type Explanation } from '../cause.js'
import { receiveDropCounters, transmitDropCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { isMulticast } from '../artifacts/host.js'
import { isUp, refusingDevice } from '../links/link-state.js'
import { droppingQdiscs, isQdiscDrop } from '../links/qdisc-drop.js'

/** Ends the subject of what an interface dropped that is up now. */
const starting = '(not up yet)'

/** What was seen once may have been otherwise a moment later: interfaces are looked at each second, or two. */
const betweenLooksNs = 2.5e9

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
    const device = refusingDevice(group, context.host)
    if (!isQdiscDrop(group) || device === undefined || device.kind === 'tun') return undefined
    if (droppingQdiscs(group, context).length > 0) return undefined
    if (isUp(device) && device.qdisc === 'noqueue' && !mayHaveHadQdisc(group, context)) {
      return {
        confidence: 'likely',
        why: 'noqueue drops nothing, only noop does, which an interface has until it is up',
        subject: `${subject} ${starting}`,
      }
    }
    if (isUp(device)) return undefined
    const isSettled = (device.to_ns ?? Infinity) - device.from_ns > betweenLooksNs
    return {
      confidence: isSettled ? 'certain' : 'likely',
      why: isSettled
        ? 'the interface is down, and no qdisc counted the drop'
        : 'the interface was down at the only look at it before it changed, and no qdisc counted the drop',
      subject,
    }
  },

  moves: (group, { names }) =>
    group.reason === 'DEV_READY'
      ? receiveDropCounters(group, names)
      : [
          ...transmitDropCounters(group, names),
          // mld_sendpack and igmp6_send count what the device refuses
          ...(isHousekeeping(group) && isReport(group)
            ? [{ netns: group.netns, name: 'snmp6:Ip6OutDiscards' }]
            : []),
        ],

  explain: (found) => {
    if (found.subject.endsWith(` ${starting}`)) return explainStart(found)
    return explainDown(found)
  },
})

/** A qdisc that came and went while recorded is in no listing, but its counters were read. */
function mayHaveHadQdisc(
  { netns, ifindex, fromNs }: DropGroup,
  { counters, names }: Context<'counters'>,
): boolean {
  const prefix = `qdisc:${names.interface(netns, ifindex, fromNs)}/`
  return counters.moved.some(
    ({ netns: at, name }) =>
      at === netns &&
      name.startsWith(prefix) &&
      !name.startsWith(`${prefix}ffff:`) &&
      (counters.delta(netns, name) ?? 0) > 0,
  )
}

/** ICMPv6 types 133 to 136 are of neighbour discovery, whose refusals nobody counts; 131, 132 and 143 are multicast reports. */
const isReport = ({ flow }: DropGroup): boolean => [131, 132, 143].includes(flow?.sport ?? 0)

/** Multicast reports and neighbour discovery, which the kernel sends again once the interface is up. */
const isHousekeeping = ({ flow }: DropGroup): boolean =>
  flow?.proto === ipProtocol.icmpv6 && isMulticast(flow.dst)

function explainStart(found: Case): Explanation {
  const [device = ''] = found.subject.split(' ')
  return {
    title: `${plural(found.drops, 'packet')} sent before interface ${device} was up`,
    severity: found.groups.every(isHousekeeping) ? 'benign' : 'problem',
    evidence: [],
    remedy: [
      {
        what: `${device} was coming up, or went down for a moment: let senders start when it is up.`,
        command: 'ip monitor link',
        verify: shell`ip -s link show ${device}`,
        undo: '',
      },
    ],
  }
}

const explainDown = (found: Case): Explanation => ({
  title: `${plural(found.drops, 'packet')} lost: interface ${found.subject} is down`,
  evidence: [],
  remedy: [
    {
      what: `Bring ${found.subject} up, or remove the routes that lead there.`,
      command: shell`ip link set ${found.subject} up`,
      verify: shell`ip -s link show ${found.subject}`,
      undo: shell`ip link set ${found.subject} down`,
    },
  ],
})
