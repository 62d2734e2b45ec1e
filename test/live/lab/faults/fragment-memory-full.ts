import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'more fragments than their memory holds',
  causes: [{ cause: 'fragment-memory-full', drops: 0, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/ipfrag_low_thresh', 1)
    await lab.sysctl('east', 'net/ipv4/ipfrag_high_thresh', 20000)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      moreFragments: true,
      varyId: true,
      id: 100,
      payload: 512,
      count: 200,
    })
  },
  /** What was sent and does not wait for the rest of its datagram. */
  async measure(lab) {
    const levels = await lab.run('east', 'cat /proc/net/sockstat')
    const waiting = Number(/FRAG: inuse (\d+)/.exec(levels)?.[1])
    return fault.causes.map((cause) => ({ ...cause, drops: 200 - waiting }))
  },
}

export default fault
