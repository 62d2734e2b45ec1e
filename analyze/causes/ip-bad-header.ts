import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ip-bad-header',
  kind: 'problem',
  what: 'the IPv4 header is malformed',
  places: [
    {
      reasons: ['IP_INHDR'],
      sites: ['ip_rcv_core', 'ip_rcv', 'ip_rcv_finish_core', 'ip_rcv_finish', 'ip_rcv_options'],
    },
  ],
  counters: () => ['snmp:Ip.InHdrErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} with a malformed IPv4 header`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops): a broken network stack, a tunnel, or a fuzzer.',
        command: '',
        verify: 'snmp:Ip.InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
