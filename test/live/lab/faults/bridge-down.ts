import type { Fault } from '../fault.js'
import { west, east, bridged } from '../topology.js'

const fault: Fault = {
  title: 'a bridge that is down',
  causes: [{ cause: 'bridge-down', drops: 419 }],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await lab.run('switch', 'ip link set br0 down')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      count: 419,
    })
  },
}

export default fault
