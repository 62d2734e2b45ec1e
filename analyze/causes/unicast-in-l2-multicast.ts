import { tcpSites } from '../sockets/no-socket.js'
import { isInGroupFrame, isTcp, toMulticast } from '../packets/packet-facts.js'
import { noReason, reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

const reason = 'UNICAST_IN_L2_MULTICAST'

export default reasonCause({
  name: 'unicast-in-l2-multicast',
  kind: 'depends',
  what: 'a unicast IP packet in a multicast or broadcast frame, refused by drop_unicast_in_l2_multicast or by TCP',
  places: [
    { reasons: [reason] },
    {
      reasons: noReason,
      sites: tcpSites,
      when: (group) => isTcp(group) && !toMulticast(group) && isInGroupFrame(group),
      why: 'TCP takes nothing from frames for a group (tcp_v4_rcv frees what is not PACKET_HOST)',
    },
  ],
  subject: (group) => (group.reason === reason ? 'setting' : 'tcp'),
  explain: (found) => ({
    title:
      found.subject === 'tcp'
        ? `${plural(found.drops, 'TCP segment')} refused: they came in frames for all stations`
        : `${plural(found.drops, 'packet')} refused: unicast IP in multicast frames`,
    severity: 'problem',
    evidence: [],
    remedy:
      found.subject === 'tcp'
        ? [
            {
              what: 'Let the sender, or the switch before it, use the MAC address of this host: look for a static neighbour entry or a load balancer with a group address.',
              command: 'ip neigh show',
              verify: 'repeat the recording: the finding is gone',
              undo: '',
            },
          ]
        : [
            {
              what: 'net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast is on; switch it off if a cluster (shared MAC) relies on such frames.',
              command: 'sysctl -w net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast=0',
              verify: 'repeat the recording: the finding is gone',
              undo: 'sysctl -w net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast=1',
            },
          ],
  }),
})
