import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets from 127.0.0.1 on Ethernet',
  causes: [
    {
      cause: 'martian-source',
      drops: 367,
      event: 'ip_rcv_finish_core/IP_LOCALNET',
      severity: 'problem',
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: '127.0.0.1',
      dst: east.address,
      proto: 'udp',
      count: 367,
    })
  },
}

export default fault
