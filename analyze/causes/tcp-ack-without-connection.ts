import { tcpFlag } from '../../session/packet/numbers.js'
import { plural } from '../evidence.js'
import type { DropGroup } from '../group.js'
import { reasonCause } from '../reason-cause.js'
import { isReset, isStraySegment } from '../tcp-handshake.js'

/** A FIN whose other side was reset or closed just before; a scan of FINs carries no ACK. */
const isEnd = (group: DropGroup): boolean => {
  const flags = group.flow?.tcpFlags ?? 0
  return (flags & tcpFlag.fin) !== 0 && (flags & tcpFlag.ack) !== 0
}

export default reasonCause({
  name: 'tcp-ack-without-connection',
  kind: 'depends',
  what: 'a TCP segment belongs to no connection this host knows: the rest of a closed one, stale state, a scan, or asymmetric routing',
  places: [
    { when: isStraySegment, why: 'the kernel found no connection for these segments' },
    {
      reasons: ['TCP_FLAGS'],
      sites: ['tcp_v4_do_rcv', 'tcp_v6_do_rcv', 'tcp_rcv_state_process'],
      when: (group) => group.samples.some((s) => s.socket?.state === 10),
      why: 'a listener got a segment that starts no connection',
    },
  ],
  subject: (group) => (isReset(group) ? 'reset' : isEnd(group) ? 'end' : 'segment'),
  explain(found) {
    if (found.subject === 'reset') {
      return {
        title: `${plural(found.drops, 'TCP reset')} for connections that no longer exist`,
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
