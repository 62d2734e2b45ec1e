import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts, west } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title:
    'one counter, three causes: Udp.InErrors from a full buffer, wrong checksums and a socket filter',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /is stopped/,
      drops: 211,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
      processState: 'stopped',
    },
    {
      cause: 'udp-bad-checksum',
      drops: 109,
      event: '__udp4_lib_rcv/UDP_CSUM',
      severity: 'problem',
      counters: ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'],
    },
    {
      cause: 'socket-filter',
      drops: 127,
      event: 'udp_queue_rcv_one_skb/SOCKET_FILTER',
      counters: ['snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9000, rcvbuf: 20_000 })
    await lab.startTool('east', 'udp-receive', { port: 9004, reject: true })
  },
  async run(lab) {
    receiver.signal('SIGSTOP')
    await Promise.all([
      lab.tool('west', 'udp-send', {
        to: east.address,
        port: 9000,
        size: 1000,
        count: 5000,
        untilDrops: 211,
        dropsFile: `/proc/${receiver.pid}/net/udp`,
      }),
      lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: east.mac,
        src: west.address,
        dst: east.address,
        proto: 'udp',
        dport: 9001,
        badChecksum: true,
        count: 109,
      }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9004, count: 127 }),
    ])
  },
}

export default fault
