import { isIpv6 } from '../packet-facts.js'
import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'udp-bad-checksum',
  kind: 'problem',
  what: 'the UDP checksum is wrong',
  places: [{ reasons: ['UDP_CSUM'] }],
  counters: (group) =>
    isIpv6(group)
      ? ['snmp6:Udp6InCsumErrors', 'snmp6:Udp6InErrors']
      : ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'],
  explain: (found) => ({
    title: `${plural(found.drops, 'UDP datagram')} with a wrong checksum`,
    evidence: [],
    remedy: [
      {
        what: 'Something damages packets on the way, or the sender offloads checksums to a device that does not compute them: capture at the sender and compare; on virtual links try without transmit checksum offload.',
        command: 'ethtool -K IFACE tx off   # at the sender',
        verify: 'snmp:Udp.InCsumErrors no longer rises',
        undo: 'ethtool -K IFACE tx on',
      },
    ],
  }),
})
