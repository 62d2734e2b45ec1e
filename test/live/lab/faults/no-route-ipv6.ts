import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a router without an IPv6 route to the destination',
  causes: [
    {
      cause: 'no-route',
      drops: 311,
      event: 'ip6_pkt_discard/IP_INNOROUTES',
      severity: 'problem',
      counters: ['snmp6:Ip6InNoRoutes'],
    },
  ],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '2001:db8::9', port: 9011, count: 311 })
  },
}

export default fault
