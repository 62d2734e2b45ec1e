import type { Case } from '../cause.js'
import type { Sockets } from '../artifacts/host.js'
import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ping-reply',
  kind: 'benign',
  what: 'an echo reply that ping had already read through its raw socket, or that nobody here had asked for',
  places: [
    { reasons: ['NO_SOCKET'], sites: ['ping_rcv', 'icmp_rcv', 'icmpv6_rcv'] },
    { reasons: noReason, sites: ['ping_rcv'] },
  ],
  explain: (found, { sockets }) => ({
    title: `${plural(found.drops, 'echo reply', 'echo replies')} ${fateOf(found, sockets)}`,
    evidence: [],
    remedy: [],
  }),
})

/** A ping is soon gone: that no socket of one was seen says nothing of a few replies. */
const few = 10

function fateOf(found: Case, sockets: Sockets | undefined): string {
  const pings = (sockets?.all ?? []).some(
    ({ netns, proto, local_port }) =>
      netns === found.netns && proto === 'raw' && icmpProtocols.includes(local_port),
  )
  if (pings) return 'freed after a raw-socket ping had read them'
  return sockets === undefined || found.drops < few
    ? 'that no ping socket waited for: a raw-socket ping reads its own copy'
    : 'that nobody here waited for: no socket of a ping was seen'
}

/** The number of a raw socket stands where others have their port. */
const icmpProtocols: readonly number[] = [1, 58]
