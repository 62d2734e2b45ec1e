import type { Fault } from '../fault.js'
import { bridged, east } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule of a bridge drops what it would forward',
  causes: [
    {
      cause: 'firewall-bridge',
      drops: 241,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await bridged(lab)
    await lab.startTool('east', 'udp-receive', { port: 9010 })
    await lab.nft(
      'switch',
      `table bridge lab {
  chain guard {
    type filter hook forward priority 0; policy accept;
    ip protocol udp udp dport 9010 counter drop comment "lab"
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 241 })
  },
}

export default fault
