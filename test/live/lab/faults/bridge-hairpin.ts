import type { Fault } from '../fault.js'
import { west, bridged } from '../topology.js'

const fault: Fault = {
  title: 'frames for a station behind the port they came from',
  causes: [{ cause: 'bridge-hairpin', drops: 409 }],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await lab.run('switch', 'bridge fdb add 02:00:00:00:00:77 dev p0 master static')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '02:00:00:00:00:77',
      src: west.address,
      dst: '10.77.0.77',
      proto: 'udp',
      count: 409,
    })
  },
}

export default fault
