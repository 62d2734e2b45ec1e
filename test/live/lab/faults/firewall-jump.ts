import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a rule in a chain that is jumped to, in a verdict map',
  causes: [{ cause: 'firewall-input', drops: 433, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
chain bad {
counter drop;
}
chain c {
type filter hook input priority 0; policy accept; udp dport vmap { 9100 : jump bad };
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 433 })
  },
}

export default fault
