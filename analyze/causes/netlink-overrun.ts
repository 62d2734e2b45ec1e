import { reasonCause, noReason } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'netlink-overrun',
  kind: 'benign',
  what: 'a message of the kernel to a program that no longer listens: not packet loss',
  places: [
    {
      reasons: noReason,
      sites: [
        // the message about a packet, where the queue to the program is full: the packet is freed by nf_queue
        '__nfqnl_enqueue_packet',
        'nfqnl_enqueue_packet',
        'netlink_broadcast_filtered',
        'netlink_broadcast',
        'netlink_unicast',
        'netlink_unicast_kernel',
        'netlink_attachskb',
        'netlink_trim',
        'netlink_ack',
        'netlink_dump',
        'nlmsg_notify',
        'rtnl_notify',
        'audit_log_end',
        'kauditd_send_queue',
        'genlmsg_multicast_allns',
      ],
    },
  ],
  explain: (found) => ({
    title: `${plural(found.drops, 'kernel message')} (netlink) freed without a listener`,
    evidence: [],
    remedy: [],
  }),
})
