import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-minttl',
  kind: 'problem',
  what: 'the TTL is under the minimum the socket asks for (GTSM)',
  places: [{ reasons: ['TCP_MINTTL'] }],
  counters: () => ['netstat:TcpExt.TCPMinTTLDrop'],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with a TTL under the socket's minimum`,
    evidence: [],
    remedy: [
      {
        what: 'The peer is further away than the socket allows (BGP ttl-security): check the hop count setting.',
        command: '',
        verify: 'TcpExt.TCPMinTTLDrop no longer rises',
        undo: '',
      },
    ],
  }),
})
