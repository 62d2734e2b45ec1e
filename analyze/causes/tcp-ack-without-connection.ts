import { tcpFlag } from '../../session/packet/numbers.js'
import { plural } from '../attribution/evidence.js'
import type { DropGroup, FlowKey } from '../artifacts/group.js'
import { isTcpWithoutSocket } from '../sockets/no-socket.js'
import { oncePer } from '../once-per.js'
import { isEmptySegment } from '../packets/tcp-segment.js'
import { reasonCause, type ReasonContext } from '../attribution/reason-cause.js'
import { isPlainAck, isReset, isStraySegment } from '../packets/tcp-handshake.js'

/** A listener answers what carries an ACK by a reset; other flags that it cannot use it drops. */
const carriesAck = ({ flow }: DropGroup): boolean =>
  flow === undefined || (flow.tcpFlags & tcpFlag.ack) !== 0

/** A FIN whose other side was reset or closed just before; a scan of FINs carries no ACK. */
const isEnd = (group: DropGroup): boolean => {
  const flags = group.flow?.tcpFlags ?? 0
  return (flags & tcpFlag.fin) !== 0 && (flags & tcpFlag.ack) !== 0
}

/**
 * An ACK without data of a connection that lived while recorded: the second of two last ones, when the FIN and an ACK
 * before it came in another order. Each segment without a connection is answered by a reset; more answers were those of
 * the connection.
 */
function isLastAck(group: DropGroup, { traffic, groups }: ReasonContext): boolean {
  const { flow, netns } = group
  if (flow === undefined || !isPlainAck(group)) return false
  const answers = traffic?.answersTo(netns, flow) ?? 0
  return (
    isEmptySegment(group) === true && answers > (unconnected(groups).get(endsOf(flow, netns)) ?? 0)
  )
}

/** Segments of whatever flags that found no connection, by their ends: a scan tries several flags on one pair of ports. */
const unconnected = oncePer((groups: readonly DropGroup[]): ReadonlyMap<string, number> => {
  const sums = new Map<string, number>()
  for (const group of groups) {
    if (group.flow === undefined || !isTcpWithoutSocket(group)) continue
    const ends = endsOf(group.flow, group.netns)
    sums.set(ends, (sums.get(ends) ?? 0) + group.drops)
  }
  return sums
})

const endsOf = ({ src, sport, dst, dport }: FlowKey, netns: number | null): string =>
  `${netns} ${src} ${sport} ${dst} ${dport}`

export default reasonCause({
  name: 'tcp-ack-without-connection',
  kind: 'depends',
  what: 'a TCP segment belongs to no connection this host knows: the rest of a closed one, stale state, a scan, or asymmetric routing',
  places: [
    { when: isStraySegment, why: 'the kernel found no connection for these segments' },
    {
      reasons: ['TCP_FLAGS'],
      sites: ['tcp_v4_do_rcv', 'tcp_v6_do_rcv', 'tcp_rcv_state_process'],
      when: (group) => group.samples.some((s) => s.socket?.state === 10) && carriesAck(group),
      why: 'a listener got a segment that starts no connection',
    },
  ],
  subject: (group, context) => {
    if (isReset(group)) return 'reset'
    return isEnd(group) ? 'end' : isLastAck(group, context) ? 'last' : 'segment'
  },
  explain(found) {
    if (found.subject === 'reset') {
      return {
        title: `${plural(found.drops, 'TCP reset')} for connections that no longer exist`,
        severity: 'benign',
        evidence: [],
        remedy: [],
      }
    }
    if (found.subject === 'last') {
      return {
        title: `${plural(found.drops, 'acknowledgement')} without data for connections that had just been closed`,
        severity: 'benign',
        evidence: [],
        remedy: [],
      }
    }
    if (found.subject === 'end') {
      return {
        title: `${plural(found.drops, 'FIN')} of connections that this host had ended already`,
        severity: 'benign',
        evidence: [],
        remedy: [],
      }
    }
    return {
      title: `${plural(found.drops, 'TCP segment')} for no known connection; each was answered with a reset`,
      severity: 'problem',
      evidence: [],
      remedy: [
        {
          what: 'See whether the peer believes in a connection that this host has forgotten (restart, failover, NAT timeout), or whether packets of one direction take another way.',
          command: 'conntrack -L; ip route get PEER',
          verify: 'snmp:Tcp.OutRsts no longer rises',
          undo: '',
        },
      ],
    }
  },
})
