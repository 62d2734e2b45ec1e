import type { Fault } from '../fault.js'
import { west, east, bridged } from '../topology.js'

const fault: Fault = {
  title: 'two ports of a bridge that are isolated from each other',
  causes: [{ cause: 'bridge-port-isolated', drops: 397 }],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await lab.run('west', 'ip neigh add 10.77.0.2 lladdr 02:00:00:00:00:02 dev lan0')
    await lab.run('switch', 'bridge link set dev p0 isolated on')
    await lab.run('switch', 'bridge link set dev p1 isolated on')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      count: 397,
    })
  },
}

export default fault
