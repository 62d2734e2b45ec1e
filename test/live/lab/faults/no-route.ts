import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a router without a route to the destination',
  causes: [
    {
      cause: 'no-route',
      drops: 307,
      event: 'ip_error/IP_INNOROUTES',
      severity: 'problem',
      counters: ['netstat:IpExt.InNoRoutes'],
    },
  ],
  async setUp(lab) {
    await routed(lab)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '203.0.113.9', port: 9011, count: 307 })
  },
}

export default fault
