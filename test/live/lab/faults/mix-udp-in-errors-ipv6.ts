import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { west, east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title:
    'one counter, three causes over IPv6: Udp6InErrors from a full buffer, checksums and lengths',
  causes: [
    { cause: 'udp-rcvbuf-full', drops: 241, severity: 'problem', counters: ['snmp6:Udp6InErrors'] },
    { cause: 'udp-bad-checksum', drops: 251, severity: 'problem' },
    { cause: 'udp-bad-length', drops: 257, severity: 'problem' },
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
    const frame = {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'udp',
      dport: 9001,
    }
    await Promise.all([
      lab.tool('west', 'udp-send', {
        to: east.address6,
        port: 9000,
        size: 1000,
        count: 5000,
        untilDrops: 241,
        dropsFile: `/proc/${receiver.pid}/net/udp6`,
      }),
      lab.tool('west', 'send-frames', { ...frame, badChecksum: true, count: 251 }),
      lab.tool('west', 'send-frames', { ...frame, lengthDelta: 500, count: 257 }),
    ])
  },
}

export default fault
