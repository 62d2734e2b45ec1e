import { transmitDropCounters } from '../ledger/device-counters.js'

import { reasonCause } from '../attribution/reason-cause.js'
import { plural } from '../attribution/evidence.js'

export default reasonCause({
  name: 'tun-reader-stalled',
  kind: 'problem',
  what: 'the program that reads the tun/tap device is too slow or does not read',
  places: [{ reasons: ['FULL_RING'], sites: ['tun_net_xmit', 'tap_handle_frame'] }],
  refs: (group, { names }) => transmitDropCounters(group, names),
  explain: (found) => ({
    title: `${plural(found.drops, 'packet')} lost: the reader of the tun/tap device does not keep up`,
    evidence: [],
    remedy: [
      {
        what: 'See what the reading program (VPN, virtual machine) does; for bursts raise the queue length of the device.',
        command: 'ip link set IFACE txqueuelen 10000',
        verify: 'ip -s link: TX dropped no longer rises',
        undo: 'ip link set IFACE txqueuelen 500',
      },
    ],
  }),
})
