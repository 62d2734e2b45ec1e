import { plural } from '../evidence.js'
import { reasonCause } from '../reason-cause.js'
import { isReset, isStraySegment } from '../tcp-handshake.js'

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
  subject: (group) => (isReset(group) ? 'reset' : 'segment'),
  explain(found) {
    if (found.subject === 'reset') {
      return {
        title: `${plural(found.drops, 'TCP reset')} for connections that no longer exist`,
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
