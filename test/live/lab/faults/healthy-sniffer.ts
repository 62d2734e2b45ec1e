import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a sniffer beside a bulk transfer',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo' })
    await lab.startTool('east', 'packet-receive', { iface: 'lan0', rcvbuf: 8000000, mode: 'read' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address,
      port: 9200,
      count: 5,
      bytes: 1_000_000,
    })
  },
}

export default fault
