import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'ICMP errors that end before the packet they are about',
  causes: [
    {
      cause: 'icmp-truncated',
      drops: 739,
      event: 'icmp_rcv/NOT_SPECIFIED',
      severity: 'problem',
      counters: ['snmp:Icmp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      icmpType: 3,
      icmpCode: 1,
      payload: 6,
      count: 739,
    })
  },
}

export default fault
