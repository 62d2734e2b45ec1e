import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'pings over IPv6 of a host that was told not to answer',
  causes: [{ cause: 'icmp-echo-ignored', drops: 593, event: 'none', severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.sysctl('east', 'net/ipv6/icmp/echo_ignore_all', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'icmp',
      count: 593,
    })
  },
}

export default fault
