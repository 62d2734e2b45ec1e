import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv4 frames with version 5',
  causes: [
    {
      cause: 'ip-bad-header',
      drops: 419,
      event: 'ip_rcv_core/IP_INHDR',
      severity: 'problem',
      counters: ['snmp:Ip.InHdrErrors'],
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
      proto: 'udp',
      version: 5,
      count: 419,
    })
  },
}

export default fault
