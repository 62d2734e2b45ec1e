import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the policy of the input chain drops what no rule accepts',
  causes: [
    {
      cause: 'firewall-input-policy',
      drops: 251,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9010 })
    await lab.nft(
      'east',
      `table inet lab {
  chain guard {
    type filter hook input priority 0; policy drop;
    iif lo accept
    udp dport { 5353, 7007 } accept
    meta l4proto { tcp, icmp } accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 251 })
  },
}

export default fault
