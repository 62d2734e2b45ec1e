import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'fragments that overlap',
  causes: [{ cause: 'fragment-overlap', drops: 53, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    for (let id = 1; id <= 53; id++) {
      const fragment = {
        iface: 'lan0',
        dstMac: east.mac,
        src: west.address,
        dst: east.address,
        proto: 'udp',
        id,
      }
      await lab.tool('west', 'send-frames', { ...fragment, moreFragments: true, payload: 64 })
      await lab.tool('west', 'send-frames', { ...fragment, fragOffset: 40, payload: 64 })
    }
  },
}

export default fault
