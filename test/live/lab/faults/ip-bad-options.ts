import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'an IP option of wrong length',
  causes: [
    {
      cause: 'ip-bad-options',
      drops: 433,
      event: 'ip_rcv_finish_core/IP_INHDR',
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
      ipOptions: '07030000',
      count: 433,
    })
  },
}

export default fault
