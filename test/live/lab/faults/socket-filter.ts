import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a UDP socket whose own BPF filter refuses everything',
  causes: [
    {
      cause: 'socket-filter',
      drops: 127,
      event: 'udp_queue_rcv_one_skb/SOCKET_FILTER',
      counters: ['snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9004, reject: true })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9004, count: 127 })
  },
}

export default fault
