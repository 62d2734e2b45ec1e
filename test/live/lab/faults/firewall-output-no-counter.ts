import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule without a counter drops what the host itself sends',
  causes: [
    {
      cause: 'firewall-output',
      drops: 283,
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
    type filter hook output priority 0; policy accept;
    udp dport 9010 drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 283 })
  },
}

export default fault
