import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'UDP over IPv6 to a receiver that was sent SIGSTOP',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /is stopped/,
      drops: 541,
      event: 'udpv6_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp6:Udp6RcvbufErrors', 'snmp6:Udp6InErrors'],
      processState: 'stopped',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    receiver = await lab.startTool('east', 'udp-receive', {
      bind: '::',
      port: 9000,
      rcvbuf: 20_000,
    })
  },
  async run(lab) {
    receiver.signal('SIGSTOP')
    await lab.tool('west', 'udp-send', {
      to: east.address6,
      port: 9000,
      size: 1000,
      count: 5000,
      untilDrops: 541,
      dropsFile: `/proc/${receiver.pid}/net/udp6`,
    })
  },
}

export default fault
