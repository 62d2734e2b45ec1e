import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'SYNs from too far away for a listener that asks for GTSM',
  causes: [
    {
      cause: 'tcp-minttl',
      drops: 563,
      event: 'tcp_v4_rcv/TCP_MINTTL',
      severity: 'problem',
      counters: ['netstat:TcpExt.TCPMinTTLDrop'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9007, minTtl: 255 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
      varySport: true,
      sport: 20000,
      count: 563,
    })
  },
}

export default fault
