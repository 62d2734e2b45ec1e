import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule drops at the egress hook of a device',
  causes: [
    {
      cause: 'firewall-egress',
      drops: 239,
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
      `table netdev lab {
  chain guard {
    type filter hook egress device lan0 priority 0; policy accept;
    udp dport 9010 counter drop comment "lab"
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 239 })
  },
}

export default fault
