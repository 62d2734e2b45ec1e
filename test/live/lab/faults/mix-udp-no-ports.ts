import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one counter, four causes: Udp.NoPorts of ports unbound, bound elsewhere, bound to a device and connected',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 197,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
    },
    { cause: 'udp-bound-wrong-address', drops: 199, severity: 'problem' },
    { cause: 'udp-bound-wrong-device', drops: 211, severity: 'problem' },
    { cause: 'udp-connected-other-peer', drops: 223, severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9102, bind: '127.0.0.1' })
    await lab.startTool('east', 'udp-receive', { port: 9103, device: 'lo' })
    await lab.startTool('east', 'udp-receive', { port: 9104, peer: '10.77.0.99', peerPort: 4000 })
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'udp-send', { to: east.address, port: 9101, count: 197, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9102, count: 199, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9103, count: 211, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9104, count: 223, rate: 500 }),
    ])
  },
}

export default fault
