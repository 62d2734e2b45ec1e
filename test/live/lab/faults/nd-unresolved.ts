import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'a host cannot resolve the IPv6 neighbour it sends to',
  causes: [
    {
      cause: 'nd-unresolved',
      drops: 79,
      event: 'neigh_invalidate/NOT_SPECIFIED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.sysctl('west', 'net/ipv6/neigh/lan0/retrans_time_ms', 100)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: 'fd77::99', port: 9011, count: 79 })
    await waitUntil('the neighbour to fail', async () =>
      (await lab.run('west', 'ip neigh show to fd77::99')).includes('FAILED'),
    )
  },
}

export default fault
