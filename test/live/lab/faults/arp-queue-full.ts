import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'more packets wait for one ARP answer than the queue holds',
  causes: [
    {
      cause: 'arp-queue-full',
      drops: 61,
      event: '__neigh_event_send/NEIGH_QUEUEFULL',
      severity: 'problem',
    },
    {
      cause: 'arp-unresolved',
      drops: 1,
      event: 'neigh_invalidate/NEIGH_FAILED',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('west', 'net/ipv4/neigh/lan0/retrans_time_ms', 100)
    // In bytes of memory: less than one packet's, so that each newer packet pushes out the one that waits.
    await lab.sysctl('west', 'net/ipv4/neigh/lan0/unres_qlen_bytes', 1)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: '10.77.0.99',
      port: 9011,
      size: 1000,
      count: 62,
      burst: 64,
    })
    await waitUntil('the neighbour to fail', async () =>
      (await lab.run('west', 'ip neigh show to 10.77.0.99')).includes('FAILED'),
    )
  },
}

export default fault
