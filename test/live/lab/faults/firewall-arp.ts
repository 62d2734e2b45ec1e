import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'a rule for ARP drops requests',
  causes: [
    { cause: 'firewall-arp', drops: 59, severity: 'problem', evidence: /operation request/ },
  ],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    // The background traffic does not need to ask.
    await lab.run('west', `ip neigh add ${east.address} lladdr ${east.mac} dev lan0`)
    await lab.run('east', `ip neigh add ${west.address} lladdr ${west.mac} dev lan0`)
    await lab.nft(
      'east',
      `table arp lab {
  chain c {
    type filter hook input priority 0; policy accept;
    arp operation request drop
  }
}
`,
    )
  },
  async run(lab) {
    // who has 10.77.0.2? tell 10.77.0.1
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      ethertype: 0x0806,
      hex: '00010800060400010200000000010a4d00010000000000000a4d0002',
      count: 59,
    })
  },
}

export default fault
