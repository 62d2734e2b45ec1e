import { isReset } from '../packets/tcp-handshake.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const aborted = 'netstat:TcpExt.TCPAbortOnData'

export default reasonCause({
  name: 'tcp-data-after-close',
  kind: 'depends',
  what: 'data came after the application had closed',
  places: [{ reasons: ['TCP_ABORT_ON_DATA', 'TCP_CLOSE'] }],
  refs: (group, { counters }) =>
    group.reason === 'TCP_ABORT_ON_DATA' && (counters?.delta(group.netns, aborted) ?? 0) > 0
      ? [{ netns: group.netns, name: aborted }]
      : [],
  subject: (group) => (isReset(group) ? 'reset' : ''),
  explain: (found) => ({
    title: `${plural(found.drops, found.subject === 'reset' ? 'TCP reset' : 'TCP segment')} came after the application had closed the socket`,
    severity: found.subject === 'reset' ? 'benign' : 'problem',
    evidence: [],
    remedy: [
      {
        what: 'The application closes before its peer has finished: let it read until the end (shutdown, then read until 0).',
        command: '',
        verify: 'TcpExt.TCPAbortOnData no longer rises',
        undo: '',
      },
    ],
  }),
})
