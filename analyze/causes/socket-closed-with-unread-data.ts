import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'socket-closed-with-unread-data',
  kind: 'benign',
  what: 'what a closing socket had not read',
  places: [
    { reasons: ['QUEUE_PURGE', 'SOCKET_CLOSE'] },
    {
      reasons: noReason,
      sites: [
        'skb_queue_purge',
        'skb_queue_purge_reason',
        'unix_release_sock',
        '__unix_gc',
        'inet_sock_destruct',
        'sk_stream_kill_queues',
        // the queue that a UDP reader works on is emptied apart from the one packets arrive in
        'udp_destruct_common',
        'udp_destruct_sock',
        'udpv6_destruct_sock',
        'packet_release',
        '__sk_destruct',
        'unix_sock_destructor',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} freed with the sockets that had them queued`,
    evidence: [],
    remedy: [],
  }),
})
