import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: connections whose client sends its FIN first, over IPv6',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'tcp-listen', { bind: '::', port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address6,
      port: 9200,
      count: 80,
      bytes: 2000,
      halfClose: true,
    })
  },
}

export default fault
