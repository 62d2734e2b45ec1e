import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv4 and IPv6 of one port, an ip rule and an ip6 policy',
  causes: [
    {
      cause: 'firewall-input',
      drops: 191,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
    {
      cause: 'firewall-input-policy',
      drops: 193,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table ip four {
  chain c {
    type filter hook input priority 0; policy accept;
    udp dport 9100 drop
  }
}
table ip6 six {
  chain c {
    type filter hook input priority 0; policy drop;
    meta l4proto ipv6-icmp accept
  }
}
`,
    )
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 191, rate: 500 }),
      lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 193, rate: 500 }),
    ])
  },
}

export default fault
