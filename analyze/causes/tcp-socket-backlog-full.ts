import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-socket-backlog-full',
  kind: 'problem',
  what: 'the socket was locked by its process, and its backlog was full',
  places: [{ reasons: ['SOCKET_BACKLOG'] }],
  counters: () => ['netstat:TcpExt.TCPBacklogDrop'],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} lost: the socket was locked and its backlog full`,
    evidence: [],
    remedy: [
      {
        what: 'The process holds the socket for long (large sends or receives) while much arrives: larger net.ipv4.tcp_rmem, or smaller calls.',
        command: 'ss -tnpm',
        verify: 'TcpExt.TCPBacklogDrop no longer rises',
        undo: '',
      },
    ],
  }),
})
