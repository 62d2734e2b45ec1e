import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 packets to ::1 on Ethernet',
  causes: [
    {
      cause: 'martian-destination',
      drops: 719,
      event: 'ip6_rcv_core/IP_INHDR',
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
      dst: '::1',
      proto: 'udp',
      count: 719,
    })
  },
}

export default fault
