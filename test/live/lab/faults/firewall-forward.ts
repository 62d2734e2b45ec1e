import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule of a router drops what it would forward',
  causes: [
    {
      cause: 'firewall-forward',
      drops: 199,
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
    udp dport 9010 counter drop comment "lab"
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9010, count: 199 })
  },
}

export default fault
