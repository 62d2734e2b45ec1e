import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'a router whose forwarding is off',
  causes: [
    {
      cause: 'ip-forwarding-disabled',
      drops: 313,
      event: 'ip_error/IP_INADDRERRORS',
      severity: 'problem',
      counters: ['snmp:Ip.InAddrErrors'],
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await routed(lab)
    await lab.sysctl('router', 'net/ipv4/ip_forward', 0)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9011, count: 313 })
  },
}

export default fault
