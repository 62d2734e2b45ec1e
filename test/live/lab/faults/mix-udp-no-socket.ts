import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one reason, two causes: NO_SOCKET from a port nobody bound and from one bound on loopback only',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 101,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
    {
      cause: 'udp-bound-wrong-address',
      drops: 107,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
    { cause: 'tcp-no-listener', drops: 131, event: 'tcp_v4_rcv/NO_SOCKET', severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { bind: '127.0.0.1', port: 9002 })
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'udp-send', { to: east.address, port: 9001, count: 101, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9002, count: 107, rate: 500 }),
      lab.tool('west', 'tcp-connect', { to: east.address, port: 9005, count: 131 }),
    ])
  },
}

export default fault
