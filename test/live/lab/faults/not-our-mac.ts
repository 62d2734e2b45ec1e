import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'frames for another station',
  causes: [
    {
      cause: 'not-our-mac',
      drops: 431,
      title: /another station/,
      event: 'ip_rcv_core/OTHERHOST',
      counters: ['link:lan0.rx_otherhost_dropped'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '02:00:00:00:00:99',
      src: west.address,
      dst: east.address,
      proto: 'udp',
      count: 431,
    })
  },
}

export default fault
