import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'unicast IP in broadcast frames, where that is refused',
  causes: [{ cause: 'unicast-in-l2-multicast', drops: 503, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/conf/all/drop_unicast_in_l2_multicast', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9001,
      count: 503,
    })
  },
}

export default fault
