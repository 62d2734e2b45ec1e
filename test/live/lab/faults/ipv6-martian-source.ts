import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 packets from ::1 on the wire',
  causes: [
    {
      cause: 'ipv6-martian-source',
      drops: 457,
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
      src: '::1',
      dst: east.address6,
      proto: 'udp',
      count: 457,
    })
  },
}

export default fault
