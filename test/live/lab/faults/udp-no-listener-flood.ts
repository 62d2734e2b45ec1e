import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a flood of UDP to a port that nobody has bound: far more than any budget for details',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 100_003,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp:Udp.NoPorts'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9001, count: 100_003, burst: 64 })
  },
}

export default fault
