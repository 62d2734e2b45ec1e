import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: many short connections',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo', backlog: 256 })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: east.address, port: 9200, count: 400, bytes: 300 })
  },
}

export default fault
