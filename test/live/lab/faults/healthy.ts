import { backgroundPorts } from '../background.js'
import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: echoes, transfers, pings, spanning tree, LLDP, mDNS',
  causes: [],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address,
      port: backgroundPorts.tcpEcho,
      count: 50,
      bytes: 200_000,
    })
  },
}

export default fault
