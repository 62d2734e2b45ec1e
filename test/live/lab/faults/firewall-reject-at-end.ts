import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a zone that accepts what it knows, and a reject at the end of the base chain',
  causes: [
    {
      cause: 'firewall-input-reject',
      drops: 167,
      severity: 'problem',
      evidence: /reject with icmpx admin-prohibited/,
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain zone {
    icmp type echo-request accept
    udp dport { 5353, 7007 } accept
    tcp dport 7008 accept
  }
  chain c {
    type filter hook input priority 10; policy accept;
    ct state { established, related } accept
    ct status dnat accept
    iifname "lo" accept
    ct state invalid drop
    iifname "lan0" jump zone
    reject with icmpx admin-prohibited
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 167 })
  },
}

export default fault
