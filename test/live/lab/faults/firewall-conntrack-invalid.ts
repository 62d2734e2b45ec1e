import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'segments that conntrack calls invalid',
  causes: [{ cause: 'firewall-conntrack-invalid', drops: 409, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; policy accept; ct state invalid drop; udp dport 9 drop;
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9100,
      flags: 'SF',
      varySport: true,
      sport: 20000,
      count: 409,
    })
  },
}

export default fault
