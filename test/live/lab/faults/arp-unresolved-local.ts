import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'a host cannot resolve the neighbour it sends to',
  causes: [
    {
      cause: 'arp-unresolved',
      drops: 97,
      event: 'neigh_invalidate/NEIGH_FAILED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('west', 'net/ipv4/neigh/lan0/retrans_time_ms', 100)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.77.0.99', port: 9011, count: 97 })
    await waitUntil('the neighbour to fail', async () =>
      (await lab.run('west', 'ip neigh show to 10.77.0.99')).includes('FAILED'),
    )
  },
}

export default fault
