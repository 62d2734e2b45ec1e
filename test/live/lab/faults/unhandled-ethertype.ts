import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'frames of a protocol that nobody here speaks',
  causes: [
    {
      cause: 'unhandled-ethertype',
      drops: 389,
      event: '__netif_receive_skb_core/UNHANDLED_PROTO',
      severity: 'benign',
      counters: ['dev:lan0.rx_drop'],
    },
  ],
  recordArguments: ['--no-packets'],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      ethertype: 0x9999,
      hex: '00'.repeat(46),
      count: 389,
    })
  },
}

export default fault
