import { tcpSites } from '../sockets/no-socket.js'
import { isTcp } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { isChecksumWrong } from '../packets/transport-checksum.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tcp-bad-checksum',
  kind: 'problem',
  what: 'the TCP checksum is wrong',
  places: [
    { reasons: ['TCP_CSUM'] },
    {
      reasons: noReason,
      sites: tcpSites,
      when: (group) => isTcp(group) && isChecksumWrong(group) === true,
      confidence: 'likely',
      why: 'this kernel gives no reason; the checksum in the samples is wrong',
    },
  ],
  counters: () => ['snmp:Tcp.InCsumErrors', 'snmp:Tcp.InErrs'],
  explain: (found) => ({
    title: `${plural(found.drops, 'TCP segment')} with a wrong checksum`,
    evidence: [],
    remedy: [
      {
        what: 'Something damages packets on the way, or the sender offloads checksums to a device that does not compute them: capture at the sender and compare; on virtual links try without transmit checksum offload.',
        command: 'ethtool -K IFACE tx off   # at the sender',
        verify: 'snmp:Tcp.InCsumErrors no longer rises',
        undo: 'ethtool -K IFACE tx on',
      },
    ],
  }),
})
