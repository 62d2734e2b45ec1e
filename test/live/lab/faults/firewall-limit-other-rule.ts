import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'one rule limits, another drops what is left',
  causes: [{ cause: 'firewall-input', drops: 300, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; policy accept; udp dport 9100 limit rate 1/minute burst 7 packets accept; udp dport 9100 drop;
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 307 })
  },
}

export default fault
