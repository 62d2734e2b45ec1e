import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a next header that nobody speaks',
  causes: [
    {
      cause: 'ipv6-unknown-protocol',
      drops: 463,
      severity: 'problem',
      counters: ['snmp6:Ip6InUnknownProtos'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: '253',
      count: 463,
    })
  },
}

export default fault
