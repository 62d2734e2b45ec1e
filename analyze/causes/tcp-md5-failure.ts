import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-md5-failure',
  kind: 'problem',
  what: 'the TCP MD5 signature is wrong',
  places: [{ reasons: ['TCP_MD5FAILURE'] }],
  counters: () => ['netstat:TcpExt.TCPMD5Failure'],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with a wrong MD5 signature`,
    evidence: [],
    remedy: [
      {
        what: 'The keys on the two sides differ: configure the same one.',
        command: '',
        verify: 'TcpExt.TCPMD5Failure no longer rises',
        undo: '',
      },
    ],
  }),
})
