import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'datagrams to a port bound on ::1 only',
  causes: [
    {
      cause: 'udp-bound-wrong-address',
      drops: 617,
      event: '__udp6_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::1', port: 9002 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      dport: 9002,
      count: 617,
    })
  },
}

export default fault
