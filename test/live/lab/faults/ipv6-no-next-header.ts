import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 packets that say that nothing follows',
  causes: [
    {
      cause: 'ipv6-no-next-header',
      drops: 727,
      event: 'dst_discard_out/NOT_SPECIFIED',
      severity: 'benign',
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
      proto: 59,
      payload: 8,
      count: 727,
    })
  },
}

export default fault
