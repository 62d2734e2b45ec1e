import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'pings of a host that was told not to answer',
  causes: [{ cause: 'icmp-echo-ignored', drops: 593 }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/icmp_echo_ignore_all', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      count: 593,
    })
  },
}

export default fault
