import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'echo requests over IPv6 with wrong checksums',
  causes: [
    {
      cause: 'icmpv6-bad-checksum',
      drops: 479,
      severity: 'problem',
      counters: ['snmp6:Icmp6InCsumErrors'],
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
      proto: 'icmp',
      badChecksum: true,
      count: 479,
    })
  },
}

export default fault
