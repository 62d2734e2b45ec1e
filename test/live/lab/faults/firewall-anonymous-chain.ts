import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a chain without a name drops, IPv6',
  causes: [{ cause: 'firewall-input', drops: 127, severity: 'problem', evidence: /jump \{/ }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain c {
    type filter hook input priority 0; policy accept;
    meta l4proto udp jump {
      udp dport 9101 counter drop
      udp dport 9100 drop
    }
    tcp dport 9100 drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 127 })
  },
}

export default fault
