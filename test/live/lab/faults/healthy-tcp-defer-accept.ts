import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a listener that waits for data before it accepts',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo', deferAccept: 5 })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: east.address, port: 9200, count: 50, bytes: 500 })
  },
}

export default fault
