import type { Fault } from '../fault.js'
import { twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'pings to a broadcast address: told by an event and by the capture, and still one',
  causes: [
    { cause: 'icmp-echo-ignored', drops: 743, event: 'icmp_rcv/INVALID_PROTO', severity: 'benign' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      src: west.address,
      dst: '10.77.0.255',
      proto: 'icmp',
      count: 743,
    })
  },
}

export default fault
