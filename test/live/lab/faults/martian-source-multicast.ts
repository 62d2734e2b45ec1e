import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets from a multicast address',
  causes: [
    {
      cause: 'martian-source',
      drops: 373,
      event: 'ip_rcv_finish_core/IP_INVALID_SOURCE',
      severity: 'problem',
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: '224.1.2.3',
      dst: east.address,
      proto: 'udp',
      count: 373,
    })
  },
}

export default fault
