import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a prohibit route on a router',
  causes: [
    { cause: 'prohibit-route', drops: 349, event: 'ip_error/NOT_SPECIFIED', severity: 'problem' },
  ],
  async setUp(lab) {
    await routed(lab)
    await lab.run('router', 'ip route add prohibit 203.0.113.0/24')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '203.0.113.9', port: 9011, count: 349 })
  },
}

export default fault
