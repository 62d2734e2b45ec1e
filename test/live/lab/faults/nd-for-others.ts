import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'neighbour solicitations for addresses of others',
  causes: [{ cause: 'nd-for-others', drops: 499, severity: 'benign' }],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'icmp',
      icmpType: 135,
      ttl: 255,
      payloadHex: 'fd770000000000000000000000000099',
      icmpRest: '00000000',
      count: 499,
    })
  },
}

export default fault
