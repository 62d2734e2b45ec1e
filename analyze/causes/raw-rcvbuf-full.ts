import { defineCause, type CounterRef, type SilentLoss } from '../cause.js'
import { socketDropCounter } from '../sockets/drop-socket.js'
import { plural, socketQuery, socketState } from '../attribution/evidence.js'
import { lossBuckets } from '../artifacts/loss-buckets.js'
import { ownerLabel } from '../sockets/listeners.js'
import { isIpv6, isTcp, isUdp } from '../packets/packet-facts.js'
import {
  fullRawSocket,
  pingSocketOf,
  rawCounter,
  rawCounterPattern,
} from '../sockets/raw-socket.js'

const sites = [
  'raw_rcv',
  'raw_rcv_skb',
  'rawv6_rcv',
  'rawv6_rcv_skb',
  'raw_local_deliver',
  'raw6_local_deliver',
]

const pingSite = 'ping_rcv'

/** Their sockets get a copy of all ICMP, errors about the traffic of others too, and want their own answers only. */
const pingTools = /^(ping|ping6|fping|arping|traceroute|tracepath|mtr)/

export default defineCause({
  name: 'raw-rcvbuf-full',
  kind: 'problem',
  what: 'the receive buffer of a raw or ping socket is full',
  precedence: 1,
  uses: ['sockets', 'counters'],

  claim(group, context) {
    if (group.reason === 'SOCKET_RCVBUFF' && sites.includes(group.site))
      return { confidence: 'certain', why: 'a raw socket had no room' }
    if (group.reason === 'SOCKET_RCVBUFF' && group.site === pingSite) {
      const socket = pingSocketOf(group, context.sockets)
      return {
        confidence: 'certain',
        why: 'a ping socket had no room',
        ...(socket === undefined ? {} : { subject: String(socket.inode) }),
      }
    }
    if (group.reason === 'SOCKET_RCVBUFF' && !isUdp(group) && !isTcp(group))
      return {
        confidence: 'likely',
        why: 'a receive buffer was full, and the packet is neither UDP nor TCP',
      }
    // since 6.12 a full raw socket does not count as one that took the packet
    const full = group.reason === 'IP_NOPROTO' ? fullRawSocket(group, context) : undefined
    if (full === undefined) return undefined
    return {
      confidence: 'certain',
      why: 'a raw socket has this protocol; it was full, so that nobody took the packet',
      subject: String(full.inode),
    }
  },

  moves(group, context): readonly CounterRef[] {
    if (group.site === pingSite) {
      const socket = pingSocketOf(group, context.sockets)
      return socket === undefined ? [] : [rawCounter(socket)]
    }
    if (group.reason !== 'IP_NOPROTO') return socketDropCounter(group, context.sockets)
    const full = fullRawSocket(group, context)
    return [
      {
        netns: group.netns,
        name: isIpv6(group) ? 'snmp6:Ip6InUnknownProtos' : 'snmp:Ip.InUnknownProtos',
      },
      ...(full === undefined ? [] : [rawCounter(full)]),
    ]
  },

  /** Where the protocol has a handler of the kernel as well (ICMP), a full raw socket raises no event since 6.12. */
  silent({ counters }, residues) {
    const losses: SilentLoss[] = []
    for (const counter of counters?.moved ?? []) {
      const inode = rawCounterPattern.exec(counter.name)?.[1]
      const drops = residues.residue(counter.netns, counter.name) ?? 0
      if (inode === undefined || drops <= 0) continue
      losses.push({
        netns: counter.netns,
        ifindex: 0,
        subject: inode,
        drops,
        fromNs: counter.fromNs,
        toNs: counter.toNs,
        counters: [{ netns: counter.netns, name: counter.name }],
        confidence: 'certain',
        why: "the socket's own drop counter rose; a copy that a raw socket cannot take raises no event",
        buckets: lossBuckets(counter.steps, drops),
      })
    }
    return losses
  },

  explain(found, { sockets }) {
    const socket = sockets?.byInode(Number(found.subject), found.fromNs)
    const isPingSocket =
      socket?.proto === 'icmp' || found.groups.some(({ site }) => site === pingSite)
    const kind = isPingSocket ? 'ping' : 'raw'
    const who =
      socket === undefined ? `a ${kind} socket` : `the ${kind} socket of ${ownerLabel(socket)}`
    const isPing = pingTools.test(socket?.owners[0]?.comm ?? '') && found.groups.length === 0
    return {
      severity: isPing ? 'benign' : 'problem',
      title: `${plural(found.drops, 'packet')} lost by ${who}: its receive buffer is full`,
      evidence:
        socket === undefined
          ? []
          : [
              {
                label: 'receive buffer, bytes',
                value: socket.rcvbuf ?? 'not known',
                query: socketQuery(socket),
              },
            ],
      remedy: [
        {
          what: isPingSocket
            ? 'Let the program read faster or ask for a larger SO_RCVBUF.'
            : 'Let the program read faster or ask for a larger SO_RCVBUF; packets also reached their other receivers.',
          command: isPingSocket ? 'cat /proc/net/icmp /proc/net/icmp6' : 'ss -wnpm',
          verify: `the drops column of /proc/net/${isPingSocket ? 'icmp' : 'raw'} no longer rises`,
          undo: '',
        },
      ],
      sockets: socket === undefined ? [] : [socketState(socket, found.fromNs, found.toNs)],
    }
  },
})
