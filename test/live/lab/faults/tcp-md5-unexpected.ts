import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'SYNs with a signature that nobody asked for',
  causes: [
    {
      cause: 'tcp-md5-missing',
      drops: 571,
      event: 'tcp_v4_rcv/TCP_MD5UNEXPECTED',
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
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
      varySport: true,
      sport: 20000,
      tcpOptions: '1312' + 'ab'.repeat(16) + '0101',
      count: 571,
    })
  },
}

export default fault
