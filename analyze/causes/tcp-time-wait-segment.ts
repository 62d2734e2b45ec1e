import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'
import { tcpSites } from '../sockets/no-socket.js'
import type { DropGroup } from '../artifacts/group.js'
import { isInGroupFrame, isTcp, toMulticast } from '../packets/packet-facts.js'
import { tcpFlag } from '../../session/packet/numbers.js'

/** State 6 is TIME-WAIT; FIN_WAIT2 is handled by the same light-weight sockets. */
const closing = (group: DropGroup): boolean =>
  group.samples.some((s) => s.socket?.state === 6) ||
  ((group.flow?.tcpFlags ?? 0) & tcpFlag.fin) !== 0

/** Frames for a group end at the same place, for TCP takes none. */
const isForHere = (group: DropGroup): boolean =>
  isTcp(group) && !toMulticast(group) && !isInGroupFrame(group)

export default reasonCause({
  name: 'tcp-time-wait-segment',
  kind: 'benign',
  what: 'the rest of a connection that was closed in good order',
  places: [
    {
      reasons: noReason,
      sites: tcpSites,
      when: (group) => isForHere(group) && closing(group),
      why: 'the segment belongs to a connection in TIME-WAIT',
    },
    {
      reasons: noReason,
      sites: tcpSites,
      // A source or kernel without reasons says nothing by giving none: refused connections end here, too.
      when: (group) => isForHere(group) && group.reason !== '',
      confidence: 'possible',
      why: 'the kernel gives no reason here; TIME-WAIT and deferred accepts are the usual ones',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} of connections closed in good order`,
    evidence: [],
    remedy: [],
  }),
})
