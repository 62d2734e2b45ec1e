import type { Fault } from '../fault.js'
import { client, server, router, routed } from '../topology.js'

const fault: Fault = {
  title: 'more connections than a masquerade to a few ports can tell apart',
  causes: [
    {
      cause: 'nat-ports-exhausted',
      drops: 0,
      event: 'nf_hook_slow/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['nft', 'conntrack'],
  background: 'none',
  async setUp(lab) {
    await routed(lab)
    await lab.startTool('server', 'udp-receive', { port: 9100 })
    await lab.nft(
      'router',
      `table ip lab {
chain c {
type nat hook postrouting priority 100; oifname "lan1" ip protocol udp snat to 10.77.2.1:30000-30015;
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('client', 'send-frames', {
      iface: 'lan0',
      dstMac: router.toClient.mac,
      src: client.address,
      dst: server.address,
      proto: 'udp',
      dport: 9100,
      varySport: true,
      sport: 20000,
      count: 200,
    })
  },
  async measure(lab) {
    const table = await lab.run('router', 'conntrack -S')
    const drops = [...table.matchAll(/ drop=(\d+)/g)].reduce((sum, [, n]) => sum + Number(n), 0)
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
