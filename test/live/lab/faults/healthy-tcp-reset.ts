import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: connections closed by a reset',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address,
      port: 9200,
      count: 60,
      bytes: 2000,
      reset: true,
    })
  },
}

export default fault
