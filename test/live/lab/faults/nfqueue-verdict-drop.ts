import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the program that serves a netfilter queue says drop, IPv6',
  causes: [{ cause: 'nfqueue-verdict-drop', drops: 137, severity: 'problem' }],
  needs: ['ip6tables-legacy'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9100 })
    await lab.runOrSkip(
      'east',
      'ip6tables-legacy -A INPUT -p udp --dport 9100 -j NFQUEUE --queue-num 7',
      'no NFQUEUE',
    )
    await lab.startTool('east', 'nfqueue-hold', { queue: 7, drop: true, length: 1000 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 137, rate: 500 })
  },
}

export default fault
