import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'more connections than the conntrack table holds',
  causes: [
    {
      cause: 'conntrack-table-full',
      drops: 0,
      event: 'nf_hook_slow/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft', 'conntrack'],
  background: 'none',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; ct state new counter accept;
}
}
`,
    )
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    lab.globalSysctl('net/netfilter/nf_conntrack_max', 150)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9100,
      varySport: true,
      sport: 20000,
      count: 400,
    })
  },
  async measure(lab) {
    const table = await lab.run('east', 'conntrack -S')
    const drops = [...table.matchAll(/ drop=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0)
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
