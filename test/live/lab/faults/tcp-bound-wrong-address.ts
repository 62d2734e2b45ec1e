import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'SYNs to a port that is open on loopback only',
  causes: [
    {
      cause: 'tcp-bound-wrong-address',
      drops: 599,
      event: 'tcp_v4_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { bind: '127.0.0.1', port: 9007 })
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
      count: 599,
    })
  },
}

export default fault
