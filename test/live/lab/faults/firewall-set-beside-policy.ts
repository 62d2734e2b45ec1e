import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a set of addresses is dropped, in a chain whose policy drops too',
  causes: [
    { cause: 'firewall-input', drops: 191, severity: 'problem', evidence: /ip saddr @blocked/ },
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
    flags interval
    elements = { 10.77.0.0/31, 192.0.2.0-192.0.2.9 }
  }
  set others {
    type ipv4_addr . inet_service
    elements = { 10.77.0.1 . 9101 }
  }
  chain c {
    type filter hook input priority 0; policy drop;
    udp dport { 5353, 7007 } accept
    udp sport 7007 accept
    meta l4proto { tcp, icmp } accept
    ip saddr . udp dport @others drop
    ip saddr @blocked drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 191 })
  },
}

export default fault
