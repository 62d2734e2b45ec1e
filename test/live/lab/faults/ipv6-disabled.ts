import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 packets on an interface where IPv6 is off',
  causes: [
    {
      cause: 'ipv6-disabled',
      drops: 421,
      event: 'ip6_rcv_core/IPV6DISABLED',
      counters: ['snmp6:Ip6InDiscards'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv6/conf/lan0/disable_ipv6', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      count: 421,
    })
  },
}

export default fault
