import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: sockets connected to each other',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', {
      port: 9200,
      peer: west.address,
      peerPort: 9201,
      mode: 'echo',
    })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      from: west.address,
      sport: 9201,
      port: 9200,
      count: 300,
      rate: 500,
      echo: true,
    })
  },
}

export default fault
