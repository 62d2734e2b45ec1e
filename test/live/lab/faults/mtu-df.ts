import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'packets that may not be fragmented and do not fit the next link',
  causes: [
    {
      cause: 'mtu-df',
      drops: 337,
      event: 'ip_forward/PKT_TOO_BIG',
      severity: 'problem',
      counters: ['snmp:Ip.FragFails'],
    },
  ],
  async setUp(lab) {
    await routed(lab)
    await lab.run('router', 'ip link set lan1 mtu 1000')
    await lab.run('server', 'ip link set lan0 mtu 1000')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', {
      to: server.address,
      port: 9011,
      count: 337,
      size: 1200,
      df: true,
    })
  },
}

export default fault
