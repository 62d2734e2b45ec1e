import { shell } from '../attribution/shell.js'
import type { Row } from '../../session/tables.js'
import { defineCause } from '../cause.js'
import { deviceCounters } from '../ledger/device-counters.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import type { Host } from '../artifacts/host.js'
import { deviceOf, isUp, peerOf } from '../links/link-state.js'
import { isIpv6, isTcp, isUdp } from '../packets/packet-facts.js'
import { noReason } from '../attribution/reason-cause.js'
import { exceedsPeerMtu } from '../links/veth-forward.js'

/**
 * When the ring refuses it, the packet has been handed to the receiving end already: that is the device of the drop. Its peer
 * sent it. undefined if that is no pair of which both ends are there and up, or the packet was too large.
 */
function endsOf(group: DropGroup, host: Host | undefined) {
  const receiving = host === undefined ? undefined : deviceOf(group, host)
  if (receiving?.kind !== 'veth' || host === undefined) return undefined
  const sending = peerOf(receiving, host, group.fromNs)
  if (sending === undefined || !isUp(sending) || !isUp(receiving)) return undefined
  return exceedsPeerMtu(group, host) ? undefined : { sending, receiving }
}

export default defineCause({
  name: 'veth-ring-full',
  kind: 'problem',
  what: 'the receive ring between the two ends of a veth pair is full: the receiving end is not polled fast enough',
  precedence: 2,
  uses: ['host', 'counters'],

  claim(group, { host, names }) {
    if (group.site !== 'veth_xmit' && group.site !== 'veth_forward_skb') return undefined
    const subject = names.interface(group.netns, group.ifindex, group.fromNs)
    if (group.reason === 'FULL_RING')
      return { confidence: 'certain', why: "the kernel's own reason is FULL_RING", subject }
    if (!noReason.includes(group.reason) || endsOf(group, host) === undefined) return undefined
    return {
      confidence: 'likely',
      why: 'veth frees packets there when the peer is gone or the ring is full, and both ends are there and up',
      subject,
    }
  },

  moves(group, { host, counters }) {
    const ends = endsOf(group, host)
    if (ends === undefined) return []
    const { netns, name } = ends.sending
    const isLocal = host?.isLocalAddress(netns, group.flow?.src ?? '') === true
    const told = isLocal ? toldSender(group) : []
    return [
      // only the sending end counts it
      ...deviceCounters(netns, name, 'tx'),
      ...told
        .map((counter) => ({ netns, name: counter }))
        .filter((ref) => (counters?.delta(ref.netns, ref.name) ?? 0) >= group.drops),
    ]
  },

  explain(found, { host }) {
    const [group] = found.groups
    const ends = group === undefined ? undefined : endsOf(group, host)
    const nameOf = (end: Row<'interface'> | undefined): string =>
      end === undefined
        ? `an end of ${found.subject}`
        : `${end.name} in ${host?.netnsName(end.netns) ?? ''}`
    const device = ends?.receiving.name ?? found.subject
    const sender = ends?.sending.name ?? 'IFACE'
    return {
      title: `${plural(found.drops, 'packet')} sent through ${nameOf(ends?.sending)} lost: the ring of ${nameOf(ends?.receiving)} is full`,
      evidence:
        ends === undefined
          ? []
          : [
              {
                label: `XDP programs on ${device}`,
                value: ends.receiving.xdp ?? 'none: the ring is used for GRO',
                query: `SELECT xdp FROM interface WHERE netns = ${ends.receiving.netns} AND ifindex = ${ends.receiving.ifindex}`,
              },
            ],
      remedy: [
        {
          what: `The ring holds 256 packets and is there because ${device} has an XDP program or GRO. Give the CPU that polls it less to do, poll in more queues, or take program or GRO off.`,
          command: shell`ethtool -L ${device} rx 4 tx 4; mpstat -P ALL 1 5; ethtool -K ${device} gro off   # at the receiving end`,
          verify: shell`ip -s link show ${sender}: TX dropped no longer rises`,
          undo: shell`ethtool -L ${device} rx 1 tx 1; ethtool -K ${device} gro on`,
        },
      ],
    }
  },
})

/** A local UDP sender gets ENOBUFS, which UDP counts as well; TCP keeps the segment and sends it again. */
function toldSender(group: DropGroup): readonly string[] {
  if (isTcp(group)) return []
  const [discards, refused] = isIpv6(group)
    ? ['snmp6:Ip6OutDiscards', 'snmp6:Udp6SndbufErrors']
    : ['snmp:Ip.OutDiscards', 'snmp:Udp.SndbufErrors']
  return isUdp(group) ? [discards, refused] : [discards]
}
