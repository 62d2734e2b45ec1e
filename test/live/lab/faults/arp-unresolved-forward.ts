import type { Fault } from '../fault.js'
import { routed } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'a router cannot resolve the next hop',
  causes: [
    {
      cause: 'arp-unresolved',
      drops: 89,
      event: 'neigh_invalidate/NEIGH_FAILED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await routed(lab)
    await lab.sysctl('router', 'net/ipv4/neigh/lan1/retrans_time_ms', 100)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '10.77.2.99', port: 9011, count: 89 })
    await waitUntil('the neighbour to fail', async () =>
      (await lab.run('router', 'ip neigh show to 10.77.2.99')).includes('FAILED'),
    )
  },
}

export default fault
