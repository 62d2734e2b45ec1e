import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'UDP over IPv6 without a checksum',
  causes: [{ cause: 'udp-bad-checksum', drops: 547, severity: 'problem' }],
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
      dport: 9001,
      noChecksum: true,
      count: 547,
    })
  },
}

export default fault
