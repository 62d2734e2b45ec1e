import { socketDropCounter } from '../drop-socket.js'
import { isTcp, isUdp } from '../packet-facts.js'
import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'raw-rcvbuf-full',
  kind: 'problem',
  what: 'the receive buffer of a raw socket is full',
  places: [
    {
      reasons: ['SOCKET_RCVBUFF'],
      sites: [
        'raw_rcv',
        'raw_rcv_skb',
        'rawv6_rcv',
        'rawv6_rcv_skb',
        'raw_local_deliver',
        'raw6_local_deliver',
      ],
    },
    {
      reasons: ['SOCKET_RCVBUFF'],
      when: (group) => !isUdp(group) && !isTcp(group),
      confidence: 'likely',
      why: 'a receive buffer was full, and the packet is neither UDP nor TCP',
    },
  ],
  refs: (group, { sockets }) => socketDropCounter(group, sockets),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} lost by a raw socket: its receive buffer is full`,
    evidence: [],
    remedy: [
      {
        what: 'Let the program read faster or ask for a larger SO_RCVBUF; packets also reached their other receivers.',
        command: 'ss -wnpm',
        verify: 'the drops column of /proc/net/raw no longer rises',
        undo: '',
      },
    ],
  }),
})
