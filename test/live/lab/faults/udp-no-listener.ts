import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'UDP to a port that nobody has bound',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 101,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp:Udp.NoPorts'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9001, count: 101 })
  },
}

export default fault
