import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'datagrams for a socket that is connected to another peer',
  causes: [
    {
      cause: 'udp-connected-other-peer',
      drops: 607,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9002, peer: '10.77.0.99', peerPort: 4000 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9002,
      count: 607,
    })
  },
}

export default fault
