import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'one hook, three rules of two tables, one without a counter',
  causes: [
    {
      cause: 'firewall-input',
      drops: 533,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet one {
  chain c {
    type filter hook input priority 0; policy accept;
    udp dport 9101 counter drop
    ip saddr 10.77.0.1 udp dport { 9102, 9103 } drop
  }
}
table ip two {
  chain c {
    type filter hook input priority 10; policy accept;
    udp dport 9104 counter drop
  }
}
`,
    )
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'udp-send', { to: east.address, port: 9101, count: 173, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9103, count: 179, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9104, count: 181, rate: 500 }),
    ])
  },
}

export default fault
