import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv4 packets longer in their header than on the wire',
  causes: [
    {
      cause: 'ip-truncated',
      drops: 421,
      event: 'ip_rcv_core/PKT_TOO_SMALL',
      severity: 'problem',
      counters: ['netstat:IpExt.InTruncatedPkts'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      totalLength: 900,
      count: 421,
    })
  },
}

export default fault
