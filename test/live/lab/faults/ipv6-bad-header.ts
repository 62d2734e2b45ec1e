import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 frames with version 4 inside',
  causes: [
    {
      cause: 'ipv6-bad-header',
      drops: 443,
      event: 'ip6_rcv_core/UNHANDLED_PROTO',
      severity: 'problem',
      counters: ['snmp6:Ip6InHdrErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      version: 4,
      count: 443,
    })
  },
}

export default fault
