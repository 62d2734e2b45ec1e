import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'an IPv6 blackhole route on a router',
  causes: [{ cause: 'blackhole-route', drops: 313, severity: 'problem' }],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
    await lab.run('router', 'ip -6 route add blackhole fd77:9::/64')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: 'fd77:9::1', port: 9011, count: 313 })
  },
}

export default fault
