import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a tc filter on the way in redirects to a device that is down',
  causes: [
    {
      cause: 'tc-redirect-device-down',
      drops: 487,
      severity: 'problem',
      title: /ifb0/,
      counters: ['action:redirect-1.overlimits'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.run('east', 'ip link add ifb0 type ifb')
    await lab.runOrSkip('east', 'tc qdisc add dev lan0 ingress', 'no ingress')
    await lab.runOrSkip(
      'east',
      'tc filter add dev lan0 parent ffff: protocol ip u32 match ip dport 9100 0xffff action mirred egress redirect dev ifb0',
      'no mirred',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 487 })
  },
}

export default fault
