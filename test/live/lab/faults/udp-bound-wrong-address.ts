import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'UDP to a port that is bound on loopback only',
  causes: [
    {
      cause: 'udp-bound-wrong-address',
      drops: 107,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp:Udp.NoPorts'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { bind: '127.0.0.1', port: 9002 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9002, count: 107 })
  },
}

export default fault
