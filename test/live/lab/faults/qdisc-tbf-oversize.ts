import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets larger than the bucket of a shaper that is fast enough, IPv6',
  causes: [
    {
      cause: 'qdisc-tbf-full',
      drops: 149,
      severity: 'problem',
      title: /larger than the token bucket.* burst 700 bytes/,
      counters: ['snmp6:Ip6OutDiscards'],
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9014, mode: 'read' })
    await lab.run('west', `ip neigh add ${east.address6} lladdr ${east.mac} dev lan0`)
    await lab.runOrSkip(
      'west',
      'tc qdisc add dev lan0 root handle 1: tbf rate 10mbit burst 700 limit 100000',
      'no tbf',
    )
  },
  async run(lab) {
    const to = { to: east.address6, port: 9014 }
    await lab.tool('west', 'udp-send', { ...to, size: 500, count: 20, rate: 500 })
    await lab.tool('west', 'udp-send', { ...to, size: 958, count: 149 })
  },
}

export default fault
