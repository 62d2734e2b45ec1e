import type { Fault } from '../fault.js'
import { routed } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'a router cannot resolve the IPv6 next hop',
  causes: [
    {
      cause: 'nd-unresolved',
      drops: 73,
      event: 'neigh_invalidate/NOT_SPECIFIED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
    await lab.sysctl('router', 'net/ipv6/neigh/lan1/retrans_time_ms', 100)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: 'fd77:2::99', port: 9011, count: 73 })
    await waitUntil('the neighbour to fail', async () =>
      (await lab.run('router', 'ip neigh show to fd77:2::99')).includes('FAILED'),
    )
  },
}

export default fault
