import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a rule that answers SYNs over IPv6 with a reset',
  causes: [{ cause: 'firewall-input-reject', drops: 421, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; policy accept; tcp dport 9100 reject with tcp reset;
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
      dport: 9100,
      varySport: true,
      sport: 20000,
      count: 421,
    })
  },
}

export default fault
