import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 datagrams to a port that a program holds for IPv4',
  causes: [
    {
      cause: 'udp-bound-wrong-address',
      title: /0\.0\.0\.0:9002 \(IPv4\) only/,
      drops: 691,
      event: '__udp6_lib_rcv/NO_SOCKET',
      severity: 'problem',
      comm: 'packet-tool',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { port: 9002 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      dport: 9002,
      count: 691,
    })
  },
}

export default fault
