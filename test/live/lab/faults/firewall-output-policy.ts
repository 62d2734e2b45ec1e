import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the policy of the output chain drops what no rule accepts',
  causes: [
    {
      cause: 'firewall-output-policy',
      drops: 293,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9010 })
    await lab.nft(
      'west',
      `table inet lab {
  chain guard {
    type filter hook output priority 0; policy drop;
    udp dport 7007 accept
    meta l4proto { tcp, icmp } accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 293 })
  },
}

export default fault
