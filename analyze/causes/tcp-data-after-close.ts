import type { DropGroup } from '../artifacts/group.js'
import { isReset } from '../packets/tcp-handshake.js'
import { isEmptySegment } from '../packets/tcp-segment.js'
import type { Case } from '../cause.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const aborted = 'netstat:TcpExt.TCPAbortOnData'

/**
 * A segment that waits in the backlog while the application closes the socket with data unread finds it in TCP_CLOSE
 * (release_sock, 6.18): mostly the FIN of a peer that had said all. The kernel says TCP_ABORT_ON_DATA of data only.
 */
const isEnd = (group: DropGroup): boolean =>
  group.reason === 'TCP_CLOSE' && isEmptySegment(group) === true

const what = (found: Case): string => {
  if (found.subject === 'reset') return plural(found.drops, 'TCP reset')
  return found.subject === 'end'
    ? plural(found.drops, 'FIN or ACK without data', 'FINs or ACKs without data')
    : plural(found.drops, 'TCP segment')
}

export default reasonCause({
  name: 'tcp-data-after-close',
  kind: 'depends',
  what: 'data came after the application had closed',
  places: [{ reasons: ['TCP_ABORT_ON_DATA', 'TCP_CLOSE'] }],
  refs: (group, { counters }) =>
    group.reason === 'TCP_ABORT_ON_DATA' && (counters?.delta(group.netns, aborted) ?? 0) > 0
      ? [{ netns: group.netns, name: aborted }]
      : [],
  subject: (group) => (isReset(group) ? 'reset' : isEnd(group) ? 'end' : ''),
  explain: (found) => ({
    title: `${what(found)} came after the application had closed the socket`,
    severity: found.subject === '' ? 'problem' : 'benign',
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
