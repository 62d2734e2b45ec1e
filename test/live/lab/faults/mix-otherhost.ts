import type { Fault } from '../fault.js'
import { west, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one reason, two causes: OTHERHOST from a macvlan that is down and from frames for strangers',
  causes: [
    { cause: 'macvlan-down', drops: 163, event: 'ip_rcv_core/OTHERHOST', severity: 'problem' },
    { cause: 'not-our-mac', drops: 167, event: 'ip_rcv_core/OTHERHOST' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run(
      'east',
      'ip link add mv0 link lan0 address 02:00:00:00:00:33 type macvlan mode bridge',
    )
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: '02:00:00:00:00:33',
        src: west.address,
        dst: '10.77.0.33',
        proto: 'udp',
        count: 163,
      }),
      lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: '02:00:00:00:00:44',
        src: west.address,
        dst: '10.77.0.44',
        proto: 'udp',
        count: 167,
      }),
    ])
  },
}

export default fault
