import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the same over IPv6',
  causes: [
    {
      cause: 'udp-connected-other-peer',
      drops: 613,
      event: '__udp6_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', {
      bind: '::',
      port: 9002,
      peer: 'fd77::99',
      peerPort: 4000,
    })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      dport: 9002,
      count: 613,
    })
  },
}

export default fault
