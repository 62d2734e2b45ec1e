import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'UDP over IPv6 with a wrong checksum',
  causes: [
    {
      cause: 'udp-bad-checksum',
      drops: 557,
      event: '__udp6_lib_rcv/UDP_CSUM',
      severity: 'problem',
      counters: ['snmp6:Udp6InCsumErrors', 'snmp6:Udp6InErrors'],
    },
  ],
  setUp: (lab) => twoHosts(lab, { ipv6: true }),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      dport: 9001,
      badChecksum: true,
      count: 557,
    })
  },
}

export default fault
