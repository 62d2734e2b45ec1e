import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'frames of a VLAN that nobody configured',
  causes: [{ cause: 'not-our-mac', drops: 557, title: /of (a )?VLAN/ }],
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
      dport: 9001,
      vlan: 77,
      count: 557,
    })
  },
}

export default fault
