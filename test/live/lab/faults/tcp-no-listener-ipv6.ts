import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'TCP connections over IPv6 to a port that nobody listens on',
  causes: [
    { cause: 'tcp-no-listener', drops: 547, event: 'tcp_v6_rcv/NO_SOCKET', severity: 'problem' },
  ],
  setUp: (lab) => twoHosts(lab, { ipv6: true }),
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: east.address6, port: 9005, count: 547 })
  },
}

export default fault
