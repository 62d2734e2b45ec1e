import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets from the receiver’s own address',
  causes: [
    {
      cause: 'martian-own-address',
      drops: 383,
      event: 'ip_rcv_finish_core/IP_LOCAL_SOURCE',
      severity: 'problem',
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: east.address,
      dst: east.address,
      proto: 'udp',
      count: 383,
    })
  },
}

export default fault
