import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a chain that drops all, and to which such packets do not come',
  causes: [
    {
      cause: 'firewall-input',
      drops: 139,
      severity: 'problem',
      evidence: /c: udp dport 9100 drop/,
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain admin {
    drop
  }
  chain c {
    type filter hook input priority 0; policy accept;
    tcp dport 22 jump admin
    iifname "eth9" goto admin
    udp dport 9100 drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 139 })
  },
}

export default fault
