import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-md5-missing',
  kind: 'problem',
  what: 'a TCP MD5 signature was expected and missing, or came unasked',
  places: [{ reasons: ['TCP_MD5NOTFOUND', 'TCP_MD5UNEXPECTED'] }],
  counters: (group) => [
    group.reason === 'TCP_MD5NOTFOUND'
      ? 'netstat:TcpExt.TCPMD5NotFound'
      : 'netstat:TcpExt.TCPMD5Unexpected',
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} without the expected MD5 signature, or with one that was not expected`,
    evidence: [],
    remedy: [
      {
        what: 'Configure the same MD5 key (BGP password) on both sides, or on neither.',
        command: 'ss -tin',
        verify: 'TcpExt.TCPMD5NotFound no longer rises',
        undo: '',
      },
    ],
  }),
})
