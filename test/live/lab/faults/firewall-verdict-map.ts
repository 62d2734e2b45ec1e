import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a verdict map drops, in a chain whose policy drops too, IPv6',
  causes: [{ cause: 'firewall-input', drops: 163, severity: 'problem', evidence: /vmap @ports/ }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  map ports {
    type inet_service : verdict
    elements = { 9100 : drop, 7007 : accept, 5353 : accept }
  }
  chain c {
    type filter hook input priority 0; policy drop;
    meta l4proto { tcp, icmp, ipv6-icmp } accept
    udp dport vmap @ports
    udp sport 7007 accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 163 })
  },
}

export default fault
