import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a rule that had counted long before',
  causes: [{ cause: 'firewall-input', drops: 107, severity: 'problem', evidence: /^107$/ }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain c {
    type filter hook input priority 0; policy accept;
    udp dport 9100 counter packets 5000 bytes 460000 drop
    udp dport 9101 counter packets 70 bytes 7000 drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 107 })
  },
}

export default fault
