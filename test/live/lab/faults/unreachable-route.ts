import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a unreachable route on a router',
  causes: [
    {
      cause: 'unreachable-route',
      drops: 353,
      event: 'ip_error/NOT_SPECIFIED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await routed(lab)
    await lab.run('router', 'ip route add unreachable 203.0.113.0/24')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '203.0.113.9', port: 9011, count: 353 })
  },
}

export default fault
