import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'ARP of a hardware type that this network does not have',
  causes: [{ cause: 'arp-noise', drops: 521, severity: 'benign' }],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      ethertype: 0x0806,
      hex: '00ff08000604000102000000000' + '10a4d0001000000000000' + '0a4d0002' + '00'.repeat(18),
      count: 521,
    })
  },
}

export default fault
