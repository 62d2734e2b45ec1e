import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'first fragments that come again and again',
  causes: [
    { cause: 'fragment-duplicate', drops: 587, event: 'ip_defrag/DUP_FRAG', severity: 'benign' },
  ],
  background: 'apart',
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
      moreFragments: true,
      id: 77,
      payload: 64,
      count: 588,
    })
  },
}

export default fault
