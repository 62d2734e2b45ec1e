import { isIpv6 } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { udpFate } from '../packets/udp-without-reason.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'udp-bad-length',
  kind: 'problem',
  what: 'the UDP length field disagrees with the packet',
  places: [
    { reasons: ['PKT_TOO_SMALL'], sites: ['__udp4_lib_rcv', '__udp6_lib_rcv'] },
    {
      reasons: noReason,
      when: (group, { counters }) => udpFate(group, counters) === 'bad-length',
      confidence: 'likely',
      why: 'the kernel gives no reason here; the lengths in the samples are wrong',
    },
  ],
  counters: (group) => (isIpv6(group) ? ['snmp6:Udp6InErrors'] : ['snmp:Udp.InErrors']),
  explain: (found) => ({
    title: `${plural(found.drops, 'UDP datagram')} whose length field disagrees with the packet`,
    evidence: [],
    remedy: [
      {
        what: 'The sender, or something on the way, writes wrong length fields: find it by its addresses.',
        command: '',
        verify: 'snmp:Udp.InErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
