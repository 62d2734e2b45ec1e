import { plural } from '../attribution/evidence.js'
import { hasOptions, optionSites } from '../packets/ip-options.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'

export default reasonCause({
  name: 'ip-bad-options',
  kind: 'problem',
  what: 'an IPv4 option is malformed',
  precedence: 1,
  places: [
    {
      reasons: ['IP_INHDR'],
      sites: optionSites,
      when: hasOptions,
      why: 'the kernel refuses the header where it reads options',
    },
    {
      reasons: noReason,
      sites: optionSites,
      when: (group, { counters }) =>
        hasOptions(group) && (counters?.delta(group.netns, 'snmp:Ip.InHdrErrors') ?? 0) > 0,
      confidence: 'likely',
      why: 'kernels before 6.18 give no reason there; the header has options, and InHdrErrors rose',
    },
  ],
  counters: () => ['snmp:Ip.InHdrErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} with malformed IPv4 options`,
    evidence: [],
    remedy: [
      {
        what: 'Find the sender by its addresses (see the sample drops): a broken network stack, or a fuzzer.',
        command: '',
        verify: 'snmp:Ip.InHdrErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
