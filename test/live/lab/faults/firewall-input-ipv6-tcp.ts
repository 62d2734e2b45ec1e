import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'an nftables rule drops TCP over IPv6 in the input hook',
  causes: [
    {
      cause: 'firewall-input',
      drops: 563,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.nft(
      'east',
      `table ip6 lab {
  chain guard {
    type filter hook input priority 0; policy accept;
    tcp dport 9010 counter drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'tcp',
      dport: 9010,
      count: 563,
    })
  },
}

export default fault
