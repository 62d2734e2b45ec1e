import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a VXLAN device without a destination',
  causes: [
    {
      cause: 'vxlan-no-destination',
      drops: 433,
      event: 'vxlan_xmit/NO_TX_TARGET',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('west', 'ip link add vx0 type vxlan id 42 local 10.77.0.1 dstport 4789')
    await lab.run('west', 'ip link set vx0 addrgenmode none')
    await lab.run('west', 'ip link set vx0 up')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'vx0',
      dstMac: '02:00:00:00:00:55',
      src: '10.9.0.1',
      dst: '10.9.0.2',
      proto: 'udp',
      count: 433,
    })
  },
}

export default fault
