import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'UDP over IPv6 to a port that nobody has bound',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 103,
      event: '__udp6_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp6:Udp6NoPorts'],
    },
  ],
  setUp: (lab) => twoHosts(lab, { ipv6: true }),
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9001, count: 103 })
  },
}

export default fault
