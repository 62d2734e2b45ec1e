import type { Fault } from '../fault.js'
import { routed, router, server } from '../topology.js'

const fault: Fault = {
  title: 'one reason, three hooks of one router: prerouting, input, forward',
  causes: [
    {
      cause: 'firewall-prerouting',
      drops: 181,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
    {
      cause: 'firewall-input',
      drops: 173,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
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
    await lab.nft(
      'router',
      `table inet lab {
  chain early {
    type filter hook prerouting priority -300; policy accept;
    udp dport 9020 counter drop
  }
  chain local {
    type filter hook input priority 0; policy accept;
    udp dport 9021 counter drop
  }
  chain through {
    type filter hook forward priority 0; policy accept;
    udp dport 9022 counter drop
  }
}
`,
    )
  },
  async run(lab) {
    await Promise.all([
      lab.tool('client', 'udp-send', { to: server.address, port: 9020, count: 181, rate: 500 }),
      lab.tool('client', 'udp-send', {
        to: router.toClient.address,
        port: 9021,
        count: 173,
        rate: 500,
      }),
      lab.tool('client', 'udp-send', { to: server.address, port: 9022, count: 199, rate: 500 }),
    ])
  },
}

export default fault
