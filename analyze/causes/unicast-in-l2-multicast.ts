import { reasonCause } from '../reason-cause.js'
import { plural } from '../evidence.js'

export default reasonCause({
  name: 'unicast-in-l2-multicast',
  kind: 'depends',
  what: 'a unicast IP packet in a multicast frame, refused by drop_unicast_in_l2_multicast',
  places: [{ reasons: ['UNICAST_IN_L2_MULTICAST'] }],
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} refused: unicast IP in multicast frames`,
    severity: 'problem',
    evidence: [],
    remedy: [
      {
        what: 'net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast is on; switch it off if a cluster (shared MAC) relies on such frames.',
        command: 'sysctl -w net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast=0',
        verify: 'repeat the recording: the finding is gone',
        undo: 'sysctl -w net.ipv4.conf.IFACE.drop_unicast_in_l2_multicast=1',
      },
    ],
  }),
})
