import { socketDropCounter } from '../sockets/drop-socket.js'
import { isIpv6, isUdp } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { lacksChecksum } from '../packets/transport-checksum.js'
import { udpFate, udpReceiveSites } from '../packets/udp-without-reason.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'udp-bad-checksum',
  kind: 'problem',
  what: 'the UDP checksum is wrong',
  places: [
    { reasons: ['UDP_CSUM'] },
    {
      reasons: noReason,
      sites: ['udp_recvmsg', 'udpv6_recvmsg'],
      why: 'packets are freed there for a wrong checksum only',
    },
    {
      reasons: ['NO_SOCKET'],
      when: (group) => isUdp(group) && lacksChecksum(group),
      why: 'UDP over IPv6 without a checksum is refused before a socket is looked for',
    },
    {
      reasons: noReason,
      when: (group, { counters }) => udpFate(group, counters) === 'bad-checksum',
      confidence: 'likely',
      why: 'this kernel gives no reason; the checksum in the samples is wrong, or the counter of wrong ones rose',
    },
  ],
  counters: (group) =>
    isIpv6(group)
      ? ['snmp6:Udp6InCsumErrors', 'snmp6:Udp6InErrors']
      : ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'],
  refs: (group, { sockets }) =>
    udpReceiveSites.includes(group.site) ? [] : socketDropCounter(group, sockets),
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
