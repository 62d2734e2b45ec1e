import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'loose source routing, which the host does not accept',
  causes: [{ cause: 'ip-source-route-refused', drops: 439, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/conf/all/accept_source_route', 0)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9100,
      ipOptions: '8307040a4d000300',
      count: 439,
    })
  },
}

export default fault
