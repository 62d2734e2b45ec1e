import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a rule with a named set of addresses drops',
  causes: [{ cause: 'firewall-input', drops: 431, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
set bad {
type ipv4_addr; elements = { 10.77.0.1 };
}
chain c {
type filter hook input priority 0; policy accept; udp dport 9101 drop; ip saddr @bad udp dport 9100 drop;
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 431 })
  },
}

export default fault
