import { plural } from '../attribution/evidence.js'
import type { DropGroup } from '../artifacts/group.js'
import { allSamples } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { isPlainAck } from '../packets/tcp-handshake.js'
import { isEmptySegment } from '../packets/tcp-segment.js'

/** FIN-WAIT-1, FIN-WAIT-2, CLOSE-WAIT, LAST-ACK, CLOSING. */
const closingStates: readonly number[] = [4, 5, 8, 9, 11]

const isEmptyWhileClosing = (group: DropGroup): boolean =>
  isPlainAck(group) &&
  isEmptySegment(group) === true &&
  allSamples(group, ({ socket }) =>
    socket === undefined ? undefined : closingStates.includes(socket.state),
  ) === true

export default reasonCause({
  name: 'tcp-ack-while-closing',
  kind: 'benign',
  what: 'an acknowledgement without data came while the connection was being closed, as MPTCP subflows get when their connection is done',
  places: [
    {
      reasons: noReason,
      sites: ['tcp_rcv_state_process'],
      when: isEmptyWhileClosing,
      why: 'without data, for a connection that both sides were closing',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'acknowledgement')} without data for connections that were being closed`,
    evidence: [],
    remedy: [],
  }),
})
