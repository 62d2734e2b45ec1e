import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets for a netfilter queue whose program decides on none of them',
  causes: [{ cause: 'nfqueue-full', drops: 421, severity: 'problem' }],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.runOrSkip(
      'east',
      'iptables-legacy -A INPUT -p udp --dport 9100 -j NFQUEUE --queue-num 7',
      'no NFQUEUE',
    )
    await lab.startTool('east', 'nfqueue-hold', { queue: 7, length: 10 })
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 10 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 421 })
  },
}

export default fault
