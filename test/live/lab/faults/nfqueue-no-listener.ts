import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets for a netfilter queue that no program serves',
  causes: [{ cause: 'nfqueue-no-listener', drops: 419, severity: 'problem' }],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.runOrSkip(
      'east',
      'iptables-legacy -A INPUT -p udp --dport 9100 -j NFQUEUE --queue-num 7',
      'no NFQUEUE',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 419 })
  },
}

export default fault
