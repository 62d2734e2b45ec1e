import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a destination option that nobody knows and that asks to be discarded',
  causes: [
    {
      cause: 'ipv6-bad-extension-header',
      drops: 461,
      event: 'ip6_tlvopt_unknown/UNHANDLED_PROTO',
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
      nextHeader: 60,
      extension: '11004b0400000000',
      count: 461,
    })
  },
}

export default fault
