import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'SYNs for this host in broadcast frames, which TCP does not take',
  causes: [
    {
      cause: 'unicast-in-l2-multicast',
      drops: 677,
      event: 'tcp_v4_rcv/NOT_SPECIFIED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9007 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
      sport: 20000,
      varySport: true,
      count: 677,
    })
  },
}

export default fault
