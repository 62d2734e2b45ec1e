import type { Fault } from '../fault.js'
import { west, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a macvlan whose lower device is up and that is down itself',
  causes: [
    { cause: 'macvlan-down', drops: 379, event: 'ip_rcv_core/OTHERHOST', severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run(
      'east',
      'ip link add mv0 link lan0 address 02:00:00:00:00:33 type macvlan mode bridge',
    )
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '02:00:00:00:00:33',
      src: west.address,
      dst: '10.77.0.33',
      proto: 'udp',
      count: 379,
    })
  },
}

export default fault
