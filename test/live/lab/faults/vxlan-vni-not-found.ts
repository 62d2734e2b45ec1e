import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'VXLAN packets of a network that nobody here has',
  causes: [
    {
      cause: 'vxlan-vni-not-found',
      drops: 421,
      event: 'vxlan_rcv/VXLAN_VNI_NOT_FOUND',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('east', 'ip link add vx0 type vxlan id 42 local 10.77.0.2 dstport 4789')
    await lab.run('east', 'ip link set vx0 addrgenmode none')
    await lab.run('east', 'ip link set vx0 up')
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 4789,
      payloadHex: '0800000000006300' + '02'.repeat(60),
      count: 421,
    })
  },
}

export default fault
