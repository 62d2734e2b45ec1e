import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'pause frames that a device passes up',
  causes: [{ cause: 'ethernet-pause-frames', drops: 509, severity: 'benign' }],
  recordArguments: ['--no-packets'],
  background: 'none',
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      ethertype: 0x8808,
      hex: '0001ffff' + '00'.repeat(42),
      count: 509,
    })
  },
}

export default fault
