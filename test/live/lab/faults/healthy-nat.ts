import type { Fault } from '../fault.js'
import { server, routed } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a router that masquerades and tracks connections',
  causes: [],
  needs: ['nft'],
  async setUp(lab) {
    await routed(lab)
    await lab.nft(
      'router',
      `table ip lab {
  chain out {
    type nat hook postrouting priority 100; policy accept;
    oifname "lan1" masquerade
  }
  chain through {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname "lan0" counter accept
  }
}
`,
    )
    await lab.startTool('server', 'tcp-listen', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('client', 'tcp-connect', {
      to: server.address,
      port: 9200,
      count: 60,
      bytes: 5000,
    })
  },
}

export default fault
