import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a program sends to a network without a route',
  causes: [
    {
      cause: 'no-route-local-send',
      drops: 359,
      event: 'none',
      severity: 'problem',
      counters: ['snmp:Ip.OutNoRoutes'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '203.0.113.9', port: 9001, count: 359 })
  },
}

export default fault
