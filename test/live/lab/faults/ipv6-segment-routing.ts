import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title:
    'a segment routing header, which this host is not told to take: refused, and counted nowhere',
  causes: [
    {
      cause: 'ipv6-bad-extension-header',
      drops: 733,
      event: 'ipv6_rthdr_rcv/NOT_SPECIFIED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      nextHeader: 43,
      extension: '1102040100000000fd770000000000000000000000000003',
      count: 733,
    })
  },
}

export default fault
