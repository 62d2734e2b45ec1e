import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 connection requests to a port where a program listens for IPv4',
  causes: [
    {
      cause: 'tcp-bound-wrong-address',
      title: /0\.0\.0\.0:9007 \(IPv4\) only/,
      drops: 701,
      event: 'tcp_v6_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'tcp-listen', { port: 9007 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'tcp',
      dport: 9007,
      sport: 20000,
      varySport: true,
      count: 701,
    })
  },
}

export default fault
