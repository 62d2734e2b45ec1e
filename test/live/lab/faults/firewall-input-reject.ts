import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule refuses with an ICMP answer',
  causes: [
    {
      cause: 'firewall-input-reject',
      drops: 263,
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
    type filter hook input priority 0; policy accept;
    udp dport 9010 counter reject
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 263 })
  },
}

export default fault
