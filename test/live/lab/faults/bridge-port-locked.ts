import type { Fault } from '../fault.js'
import { west, east, bridged } from '../topology.js'

const fault: Fault = {
  title: 'a locked bridge port, and a station that was not authorised',
  causes: [{ cause: 'bridge-port-locked', drops: 401 }],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await lab.run('switch', 'bridge link set dev p0 learning off locked on')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      count: 401,
    })
  },
}

export default fault
