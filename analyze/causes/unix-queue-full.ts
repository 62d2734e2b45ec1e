import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'unix-queue-full',
  kind: 'benign',
  what: 'a message between local processes found no reader: not packet loss',
  places: [
    {
      reasons: noReason,
      sites: [
        'unix_stream_connect',
        'unix_dgram_sendmsg',
        'unix_stream_sendmsg',
        'sock_alloc_send_pskb',
      ],
      when: (group) => group.flow?.family !== 4 && group.flow?.family !== 6,
    },
    { reasons: ['UNIX_DISCONNECT', 'UNIX_SKIP_OOB'] },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'message')} between local processes freed without a reader`,
    evidence: [],
    remedy: [],
  }),
})
