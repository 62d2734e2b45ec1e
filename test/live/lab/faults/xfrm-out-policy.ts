import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a policy that blocks what a local program sends',
  causes: [{ cause: 'xfrm-out-policy', drops: 479, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.runOrSkip(
      'west',
      'ip xfrm policy add src 10.77.0.1 dst 10.77.0.2 proto udp dport 9100 dir out action block',
      'no xfrm',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 479 })
  },
}

export default fault
