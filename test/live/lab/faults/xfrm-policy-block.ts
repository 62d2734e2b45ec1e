import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a policy that blocks',
  causes: [{ cause: 'xfrm-policy', drops: 467, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.runOrSkip(
      'east',
      'ip xfrm policy add src 10.77.0.1 dst 10.77.0.2 proto udp dport 9100 dir in action block',
      'no xfrm',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 467 })
  },
}

export default fault
