import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a flood at one place must not hide a few drops at another',
  causes: [
    {
      cause: 'udp-no-listener',
      drops: 100_019,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'problem',
      counters: ['snmp:Udp.NoPorts'],
    },
    {
      cause: 'firewall-input',
      drops: 13,
      event: 'nft_do_chain/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.nft(
      'east',
      `table inet lab {
  chain guard {
    type filter hook input priority 0; policy accept;
    udp dport 9010 counter drop
  }
}
`,
    )
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'udp-send', { to: east.address, port: 9001, count: 100_019, burst: 64 }),
      lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 13, rate: 50 }),
    ])
  },
}

export default fault
