import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'nothing is lost: a tc filter mirrors packets to a device that is down; the packets themselves go on',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.run('east', 'ip link add ifb0 type ifb')
    await lab.runOrSkip('east', 'tc qdisc add dev lan0 ingress', 'no ingress')
    await lab.runOrSkip(
      'east',
      'tc filter add dev lan0 parent ffff: protocol ip u32 match ip dport 9100 0xffff action mirred egress mirror dev ifb0',
      'no mirred',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 211, rate: 2000 })
  },
}

export default fault
