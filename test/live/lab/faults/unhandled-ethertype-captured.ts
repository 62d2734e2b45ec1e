import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'frames of a protocol that nobody here speaks, while the capture takes them: the kernel drops none',
  // no event and no counter: the captured frames themselves are the evidence
  causes: [{ cause: 'unhandled-ethertype', drops: 397, severity: 'benign' }],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      ethertype: 0x9999,
      hex: '00'.repeat(46),
      count: 397,
    })
  },
}

export default fault
