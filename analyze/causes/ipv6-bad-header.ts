import {
  ipv6InputSites,
  isImpossibleIpv6Destination,
  isImpossibleSource,
} from '../routes/martian.js'
import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-bad-header',
  kind: 'problem',
  what: 'the IPv6 header is malformed',
  places: [
    {
      reasons: ['IP_INHDR', 'UNHANDLED_PROTO'],
      sites: ipv6InputSites,
      when: ({ flow }) =>
        !isImpossibleSource(flow?.src ?? '') && !isImpossibleIpv6Destination(flow?.dst ?? ''),
    },
  ],
  counters: () => ['snmp6:Ip6InHdrErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} with a malformed IPv6 header`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its MAC address (see the sample drops).',
        command: '',
        verify: 'snmp6:Ip6InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
