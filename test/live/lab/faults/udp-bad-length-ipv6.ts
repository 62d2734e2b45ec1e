import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'UDP lengths beyond the packet, over IPv6',
  causes: [{ cause: 'udp-bad-length', drops: 541, severity: 'problem' }],
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
      lengthDelta: 500,
      count: 541,
    })
  },
}

export default fault
