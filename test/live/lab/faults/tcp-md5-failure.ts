import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'SYNs with the wrong signature',
  causes: [
    {
      cause: 'tcp-md5-failure',
      drops: 577,
      event: 'tcp_v4_rcv/TCP_MD5FAILURE',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9007, md5Key: 'lab', md5Peer: west.address })
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
      tcpOptions: '1312' + 'ab'.repeat(16) + '0101',
      count: 577,
    })
  },
}

export default fault
