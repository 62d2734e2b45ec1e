import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the other end of a link takes smaller packets only',
  causes: [{ cause: 'mtu-mismatch-link', drops: 349, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.run('east', 'ip link set lan0 mtu 1200')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, size: 1400, count: 349 })
  },
}

export default fault
