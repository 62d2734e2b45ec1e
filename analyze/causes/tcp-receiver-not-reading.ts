import { isTcp } from '../packet-facts.js'
import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'tcp-receiver-not-reading',
  kind: 'problem',
  what: 'the receive window or memory is full: the application does not read',
  places: [
    { reasons: ['TCP_ZEROWINDOW'] },
    {
      reasons: ['PROTO_MEM'],
      when: isTcp,
      confidence: 'likely',
      why: 'receive memory could not be charged: that of the socket, or of all TCP',
    },
  ],
  refs: (group, { counters }) =>
    ['netstat:TcpExt.TCPZeroWindowDrop', 'netstat:TcpExt.TCPRcvQDrop']
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
