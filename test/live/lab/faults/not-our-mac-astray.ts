import type { Fault } from '../fault.js'
import { bridged, east, thirdStation } from '../topology.js'

const fault: Fault = {
  title: 'a stale forwarding entry of a bridge: packets for one station come to another',
  causes: [
    {
      cause: 'not-our-mac',
      drops: 439,
      severity: 'problem',
      title: /for 10\.77\.0\.2 in .* brought to another station/,
      evidence: /none of these packets came there/,
      event: 'ip_rcv_core/OTHERHOST',
      counters: ['link:lan0.rx_otherhost_dropped'],
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await bridged(lab)
    await thirdStation(lab)
    await lab.startTool('east', 'udp-receive', { port: 9200 })
  },
  async run(lab) {
    const target = { to: east.address, port: 9200, rate: 500 }
    await lab.tool('west', 'udp-send', { ...target, count: 53 })
    await lab.run('switch', `bridge fdb replace ${east.mac} dev p2 master static`)
    await lab.tool('west', 'udp-send', { ...target, count: 439 })
  },
}

export default fault
