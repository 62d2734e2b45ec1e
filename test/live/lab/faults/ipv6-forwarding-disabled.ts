import type { Fault } from '../fault.js'
import { server, routed } from '../topology.js'

const fault: Fault = {
  title: 'a router that does not forward IPv6',
  causes: [{ cause: 'ipv6-forwarding-disabled', drops: 337, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await routed(lab, { ipv6: true })
    await lab.sysctl('router', 'net/ipv6/conf/all/forwarding', 0)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address6, port: 9011, count: 337 })
  },
}

export default fault
