import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 packets longer in their header than on the wire',
  causes: [
    {
      cause: 'ipv6-truncated',
      drops: 449,
      event: 'ip6_rcv_core/PKT_TOO_SMALL',
      severity: 'problem',
      counters: ['snmp6:Ip6InTruncatedPkts'],
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
      totalLength: 900,
      count: 449,
    })
  },
}

export default fault
