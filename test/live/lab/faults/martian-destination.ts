import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'packets to 127.0.0.5 on Ethernet',
  causes: [
    {
      cause: 'martian-destination',
      drops: 379,
      event: 'ip_rcv_finish_core/IP_LOCALNET',
      severity: 'problem',
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: '127.0.0.5',
      proto: 'udp',
      count: 379,
    })
  },
}

export default fault
