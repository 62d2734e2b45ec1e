import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'packets that reach a router with hop limit 1',
  causes: [
    {
      cause: 'ttl-expired',
      drops: 331,
      event: 'ip6_forward/IP_INHDR',
      severity: 'problem',
      counters: ['snmp6:Ip6InHdrErrors'],
    },
  ],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address6, port: 9011, count: 331, ttl: 1 })
  },
}

export default fault
