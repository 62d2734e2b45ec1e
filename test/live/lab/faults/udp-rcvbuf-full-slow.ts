import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'a UDP receiver that works 20 ms on each datagram while 500 a second come',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /does not read/,
      drops: 227,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', {
      port: 9000,
      rcvbuf: 20_000,
      mode: 'slow',
      pauseUs: 20_000,
    })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9000,
      size: 1000,
      rate: 500,
      count: 20_000,
      untilDrops: 227,
      dropsFile: `/proc/${receiver.pid}/net/udp`,
    })
  },
}

export default fault
