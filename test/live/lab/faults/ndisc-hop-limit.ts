import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'neighbour solicitations that crossed a router',
  causes: [{ cause: 'ndisc-hop-limit', drops: 491, severity: 'problem' }],
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
      ttl: 64,
      payloadHex: 'fd770000000000000000000000000002',
      icmpRest: '00000000',
      count: 491,
    })
  },
}

export default fault
