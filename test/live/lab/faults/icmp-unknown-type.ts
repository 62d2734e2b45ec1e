import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'ICMP messages of a type that nobody knows',
  causes: [{ cause: 'icmp-unknown-type', drops: 487, severity: 'benign' }],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      icmpType: 44,
      count: 487,
    })
  },
}

export default fault
