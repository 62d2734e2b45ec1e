import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-syn-in-established',
  kind: 'depends',
  what: 'a SYN on an existing connection',
  places: [{ reasons: ['TCP_INVALID_SYN'] }],
  counters: () => ['snmp:Tcp.InErrs', 'netstat:TcpExt.TCPSYNChallenge'],
  explain: (found) => ({
    title: `${plural(found.drops, 'SYN')} on existing connections`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'The peer has forgotten the connection (restart, reuse of a port by NAT), or someone tries to break it; a challenge ACK was sent.',
        command: '',
        verify: 'TcpExt.TCPSYNChallenge no longer rises',
        undo: '',
      },
    ],
  }),
})
