import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a server that closes connections with data unread',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'unread' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address,
      port: 9200,
      count: 60,
      bytes: 2000,
      sendOnly: true,
      gapUs: 2000,
    })
  },
}

export default fault
