import type { Fault } from '../fault.js'
import { server, routed } from '../topology.js'

const fault: Fault = {
  title: 'packets too big for the next link, over IPv6',
  causes: [{ cause: 'mtu-df', drops: 347, event: 'ip6_forward/PKT_TOO_BIG', severity: 'problem' }],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
    await lab.run('router', 'ip link set lan1 mtu 1300')
    await lab.run('server', 'ip link set lan0 mtu 1300')
    await lab.run('client', 'ip link set lan0 mtu 1500')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', {
      to: server.address6,
      port: 9012,
      size: 1400,
      df: true,
      count: 347,
    })
  },
}

export default fault
