import { backgroundPorts } from '../background.js'
import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong on a router',
  causes: [],
  setUp: (lab) => routed(lab, { ipv6: true }),
  async run(lab) {
    await lab.tool('client', 'tcp-connect', {
      to: server.address,
      port: backgroundPorts.tcpEcho,
      count: 50,
      bytes: 200_000,
    })
  },
}

export default fault
