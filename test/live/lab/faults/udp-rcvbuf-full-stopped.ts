import type { Fault } from '../fault.js'
import { loopbackOnly } from '../topology.js'
import type { RunningProgram } from '../program.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'Horman’s own test: UDP over loopback to a receiver that was sent SIGSTOP',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /is stopped/,
      drops: 211,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
      processState: 'stopped',
      comm: 'packet-tool',
    },
  ],
  async setUp(lab) {
    await loopbackOnly(lab)
    receiver = await lab.startTool('solo', 'udp-receive', { port: 9000, rcvbuf: 20_000 })
  },
  async run(lab) {
    receiver.signal('SIGSTOP')
    await lab.tool('solo', 'udp-send', {
      to: '127.0.0.1',
      port: 9000,
      size: 1000,
      count: 5000,
      untilDrops: 211,
      dropsFile: `/proc/${receiver.pid}/net/udp`,
    })
  },
}

export default fault
