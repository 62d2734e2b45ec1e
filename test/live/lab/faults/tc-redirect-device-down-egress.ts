import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a tc filter on the way out, IPv6, redirects to the end of a veth pair that is down',
  causes: [{ cause: 'tc-redirect-device-down', drops: 491, severity: 'problem', title: /lan7/ }],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9100 })
    await lab.run('west', 'ip link add lan7 type veth peer name lan8')
    await lab.runOrSkip('west', 'tc qdisc add dev lan0 clsact', 'no clsact')
    await lab.runOrSkip(
      'west',
      'tc filter add dev lan0 egress protocol ipv6 u32 match ip6 dport 9100 0xffff action mirred egress redirect dev lan7',
      'no mirred',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 491 })
  },
}

export default fault
