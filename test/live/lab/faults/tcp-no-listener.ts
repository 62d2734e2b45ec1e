import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'TCP connections to a port that nobody listens on',
  causes: [
    { cause: 'tcp-no-listener', drops: 131, event: 'tcp_v4_rcv/NO_SOCKET', severity: 'problem' },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: east.address, port: 9005, count: 131 })
  },
}

export default fault
