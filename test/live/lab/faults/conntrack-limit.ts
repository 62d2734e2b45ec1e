import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a rule that allows three connections at a time',
  causes: [{ cause: 'conntrack-limit', drops: 401, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; policy accept; udp dport 9100 ct state new ct count over 3 counter drop;
}
}
`,
    )
    await lab.startTool('east', 'udp-receive', { port: 9100 })
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
      count: 404,
    })
  },
}

export default fault
