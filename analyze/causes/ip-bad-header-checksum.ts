import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'ip-bad-header-checksum',
  kind: 'problem',
  what: 'the IPv4 header checksum is wrong',
  places: [{ reasons: ['IP_CSUM'] }],
  counters: () => ['snmp:Ip.InHdrErrors', 'netstat:IpExt.InCsumErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'IPv4 packet')} with a wrong header checksum`,
    evidence: [],
    remedy: [
      {
        what: 'Something damages packets on the way, or a device or program builds IP headers without a checksum: find the sender by its MAC address.',
        command: '',
        verify: 'IpExt.InCsumErrors no longer rises',
        undo: '',
      },
    ],
  }),
})
