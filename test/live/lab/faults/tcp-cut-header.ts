import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'SYNs of which the IP packet ends within the TCP header',
  causes: [
    { cause: 'tcp-bad-header', drops: 673, event: 'tcp_v4_rcv/NOT_SPECIFIED', severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9007 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
      sport: 20000,
      varySport: true,
      totalLength: 26,
      count: 673,
    })
  },
}

export default fault
