import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'the policy of a router’s forward chain drops what no rule accepts',
  causes: [
    {
      cause: 'firewall-forward-policy',
      drops: 257,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await routed(lab)
    await lab.startTool('server', 'udp-receive', { port: 9010 })
    await lab.nft(
      'router',
      `table inet lab {
  chain guard {
    type filter hook forward priority 0; policy drop;
    udp dport 7007 accept
    udp sport 7007 accept
    meta l4proto { tcp, icmp } accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9010, count: 257 })
  },
}

export default fault
