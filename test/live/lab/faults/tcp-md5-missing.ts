import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'SYNs without the signature that the listener expects',
  causes: [
    {
      cause: 'tcp-md5-missing',
      drops: 569,
      event: 'tcp_v4_rcv/TCP_MD5NOTFOUND',
      severity: 'problem',
      counters: ['netstat:TcpExt.TCPMD5NotFound'],
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
      count: 569,
    })
  },
}

export default fault
