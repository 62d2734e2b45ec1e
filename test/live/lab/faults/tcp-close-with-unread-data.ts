import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a server closes connections with data unread: peers are reset, no packet is lost',
  causes: [{ cause: 'tcp-close-with-unread-data', drops: 0, told: true, severity: 'benign' }],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'tcp-listen', { bind: '::', port: 9200, mode: 'unread' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', {
      to: east.address6,
      port: 9200,
      count: 37,
      bytes: 700,
      sendOnly: true,
      gapUs: 5000,
    })
  },
}

export default fault
