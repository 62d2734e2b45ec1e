import { plural } from '../attribution/evidence.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

/**
 * A ring that is full when a packet comes raises no event since 5.3, and only its owner can ask for the count
 * (PACKET_STATISTICS, which resets it). What is found here are the packets that lost the race for the last free frame, and
 * all of them on older kernels.
 */
export default reasonCause({
  name: 'capture-ring-full',
  kind: 'benign',
  what: 'the memory-mapped ring of a sniffer (tcpdump, an IDS) is full; the traffic itself was not hurt',
  precedence: 2,
  places: [
    { reasons: ['PACKET_SOCK_ERROR'], sites: ['tpacket_rcv'] },
    { reasons: noReason, sites: ['tpacket_rcv'] },
  ],
  refs: (group) => [{ netns: group.netns, name: 'packet:*.drops' }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} missed by a sniffer whose ring is full; their receivers got them`,
    evidence: [],
    against: [
      {
        label: 'may be more',
        value:
          'most of what a full ring misses raises no event since 5.3: only the sniffer itself can tell how much',
        query: "SELECT status, why FROM source_health WHERE source = 'packet-sockets'",
      },
    ],
    remedy: [
      {
        what: 'The capture is incomplete, the traffic is not: give the program a larger buffer (tcpdump -B), a filter, or a shorter snapshot length.',
        command: 'ss -0nmp',
        verify: 'the program reports no packets dropped by kernel',
        undo: '',
      },
    ],
  }),
})
