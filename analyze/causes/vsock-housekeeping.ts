import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'vsock-housekeeping',
  kind: 'benign',
  what: 'control messages between a virtual machine and its host: not network traffic',
  places: [
    {
      reasons: noReason,
      sites: ['virtio_transport_recv_pkt', 'virtio_transport_do_close', 'vsock_queue_rcv_skb'],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'vsock message')} between this virtual machine and its host`,
    evidence: [],
    remedy: [],
  }),
})
