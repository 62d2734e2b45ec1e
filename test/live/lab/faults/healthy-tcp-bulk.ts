import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: bulk transfers with GSO and GRO',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address,
      port: 9200,
      count: 2,
      bytes: 20_000_000,
    })
  },
}

export default fault
