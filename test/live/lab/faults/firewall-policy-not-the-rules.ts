import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the policy drops, beside rules about other packets that are dropped too',
  causes: [
    { cause: 'firewall-input-policy', drops: 181, severity: 'problem', evidence: /policy drop/ },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  set blocked {
    type ipv4_addr
    elements = { 192.0.2.1, 192.0.2.2 }
  }
  chain ssh {
    drop
  }
  chain c {
    type filter hook input priority 0; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    ip saddr @blocked drop
    iifname "eth9" drop
    tcp dport 22 jump ssh
    meta l4proto { tcp, icmp } accept
    udp dport { 5353, 7007 } accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 181 })
  },
}

export default fault
