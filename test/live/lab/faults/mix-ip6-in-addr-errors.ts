import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'one counter, two causes: Ip6InAddrErrors by packets to be forwarded and packets to ::',
  causes: [
    {
      cause: 'ipv6-forwarding-disabled',
      drops: 757,
      event: 'ip6_forward/IP_INADDRERRORS',
      severity: 'problem',
      counters: ['snmp6:Ip6InAddrErrors'],
    },
    {
      cause: 'martian-destination',
      drops: 19,
      severity: 'problem',
      counters: ['snmp6:Ip6InAddrErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.run('east', `ip -6 route add default via ${west.address6}`)
  },
  async run(lab) {
    const frame = { iface: 'lan0', dstMac: east.mac, src: west.address6, proto: 'udp' }
    await lab.tool('west', 'send-frames', { ...frame, dst: 'fd99::9', count: 757 })
    await lab.tool('west', 'send-frames', { ...frame, dst: '::', count: 19 })
  },
}

export default fault
