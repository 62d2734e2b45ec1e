import type { Fault } from '../fault.js'
import { twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv4 multicast to a group that nobody here joined',
  causes: [
    {
      cause: 'multicast-not-joined',
      drops: 433,
      event: 'ip_rcv_finish_core/NOT_SPECIFIED',
      severity: 'benign',
    },
  ],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '01:00:5e:01:02:03',
      src: west.address,
      dst: '239.1.2.3',
      proto: 'udp',
      dport: 9012,
      count: 433,
    })
  },
}

export default fault
