import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'IPv4 and IPv6 to one socket for both, whose receiver was sent SIGSTOP',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /is stopped/,
      drops: 761,
      severity: 'problem',
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
    const flood = {
      port: 9000,
      size: 1000,
      count: 5000,
      dropsFile: `/proc/${receiver.pid}/net/udp6`,
    }
    await lab.tool('west', 'udp-send', { ...flood, to: east.address, untilDrops: 401 })
    await lab.tool('west', 'udp-send', { ...flood, to: east.address6, untilDrops: 761 })
  },
}

export default fault
