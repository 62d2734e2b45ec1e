import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a routing header of type 0, which nobody may use',
  causes: [{ cause: 'ipv6-bad-extension-header', drops: 467, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      nextHeader: 43,
      extension: '1102000100000000fd770000000000000000000000000003',
      count: 467,
    })
  },
}

export default fault
