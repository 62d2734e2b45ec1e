import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a broadcast to a network behind a router, which keeps it (bc_forwarding is off)',
  causes: [{ cause: 'directed-broadcast', drops: 521, severity: 'benign' }],
  setUp: (lab) => routed(lab),
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '10.77.2.255', port: 9021, count: 521 })
  },
}

export default fault
