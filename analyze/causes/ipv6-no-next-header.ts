import { ipProtocol } from '../../session/packet/numbers.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ipv6-no-next-header',
  kind: 'benign',
  what: 'an IPv6 packet that says that nothing follows its header (next header 59): there is nothing to deliver',
  places: [
    {
      reasons: noReason,
      sites: ['dst_discard_out', 'dst_discard', 'ip6_input_finish', 'ip6_protocol_deliver_rcu'],
      when: ({ flow }) => flow?.family === 6 && flow.proto === ipProtocol.noNextHeader,
      why: 'the kernel hands such packets to dst_discard',
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv6 packet')} without content (no next header)`,
    evidence: [],
    remedy: [],
  }),
})
