import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'ICMP with a wrong checksum',
  causes: [
    {
      cause: 'icmp-bad-checksum',
      drops: 419,
      event: 'icmp_rcv/ICMP_CSUM',
      counters: ['snmp:Icmp.InCsumErrors', 'snmp:Icmp.InErrors'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      badChecksum: true,
      count: 419,
    })
  },
}

export default fault
