import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule without a counter drops what a router would forward',
  causes: [
    {
      cause: 'firewall-forward',
      drops: 229,
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
    type filter hook forward priority 0; policy accept;
    udp dport 9010 drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9010, count: 229 })
  },
}

export default fault
