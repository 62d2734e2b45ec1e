import type { DropGroup } from '../artifacts/group.js'
import { allSamples, isTcp } from '../packets/packet-facts.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const isWindowReason = (group: DropGroup): boolean =>
  group.reason !== 'PROTO_MEM' && group.reason !== 'TCP_ZEROWINDOW'

/** The window closes once queued data fills the buffer; with headers and slack that is at about half its size. */
const isBufferFull = (group: DropGroup): boolean =>
  allSamples(group, ({ socket }) =>
    socket === undefined || socket.rcvbuf === 0 ? undefined : socket.rmem * 2 >= socket.rcvbuf,
  ) ?? false

export default reasonCause({
  name: 'tcp-receiver-not-reading',
  kind: 'problem',
  what: 'the receive window or memory is full: the application does not read',
  places: [
    { reasons: ['TCP_ZEROWINDOW'] },
    {
      reasons: ['TCP_INVALID_SEQUENCE', 'TCP_INVALID_END_SEQUENCE', 'TCP_OVERWINDOW'],
      when: isBufferFull,
      why: 'beyond the window, and the receive buffer of the connection is full',
    },
    {
      reasons: ['PROTO_MEM'],
      when: isTcp,
      confidence: 'likely',
      why: 'receive memory could not be charged: that of the socket, or of all TCP',
    },
  ],
  precedence: 1,
  refs: (group, { counters }) =>
    (isWindowReason(group)
      ? ['netstat:TcpExt.BeyondWindow']
      : ['netstat:TcpExt.TCPZeroWindowDrop', 'netstat:TcpExt.TCPRcvQDrop']
    )
      .filter((name) => (counters?.delta(group.netns, name) ?? 0) > 0)
      .slice(0, 1)
      .map((name) => ({ netns: group.netns, name })),
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} lost: the application does not read its connection`,
    evidence: [],
    remedy: [
      {
        what: 'See what the application waits for instead of reading.',
        command: 'ss -tnpm',
        verify: 'Recv-Q of the connection goes back to 0',
        undo: '',
      },
    ],
  }),
})
