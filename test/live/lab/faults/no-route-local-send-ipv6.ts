import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a program sends to an IPv6 network without a route',
  causes: [
    {
      cause: 'no-route-local-send',
      drops: 367,
      event: 'none',
      severity: 'problem',
      counters: ['snmp6:Ip6OutNoRoutes'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '2001:db8::9', port: 9001, count: 367 })
  },
}

export default fault
