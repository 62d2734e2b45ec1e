import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'VXLAN packets without the flag that makes their network valid',
  causes: [
    {
      cause: 'vxlan-bad-header',
      drops: 431,
      event: 'vxlan_rcv/VXLAN_INVALID_HDR',
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
      payloadHex: '0000000000002a00' + '02'.repeat(60),
      count: 431,
    })
  },
}

export default fault
