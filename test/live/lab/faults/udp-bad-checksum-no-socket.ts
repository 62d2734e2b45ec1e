import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'UDP with a wrong checksum to a port that nobody has bound',
  causes: [
    {
      cause: 'udp-bad-checksum',
      drops: 109,
      event: '__udp4_lib_rcv/UDP_CSUM',
      severity: 'problem',
      counters: ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9001,
      badChecksum: true,
      count: 109,
    })
  },
}

export default fault
