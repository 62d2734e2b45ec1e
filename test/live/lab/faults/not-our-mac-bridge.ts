import type { Fault } from '../fault.js'
import { west, bridged } from '../topology.js'

const fault: Fault = {
  title: 'frames for a station that is not there, over a bridge with flooding off',
  causes: [{ cause: 'bridge-no-target', drops: 383 }],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await lab.run('switch', 'bridge link set dev p1 flood off')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '02:00:00:00:00:99',
      src: west.address,
      dst: '10.77.0.99',
      proto: 'udp',
      count: 383,
    })
  },
}

export default fault
