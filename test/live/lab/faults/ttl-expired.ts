import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'packets that reach a router with TTL 1',
  causes: [
    {
      cause: 'ttl-expired',
      drops: 317,
      event: 'ip_forward/IP_INHDR',
      severity: 'problem',
      counters: ['snmp:Ip.InHdrErrors'],
    },
  ],
  async setUp(lab) {
    await routed(lab)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9011, count: 317, ttl: 1 })
  },
}

export default fault
