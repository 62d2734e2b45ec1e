import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'more IPv6 fragments than their memory holds; no counter tells them from overlaps',
  causes: [{ cause: 'fragment-memory-full', drops: 0, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.sysctl('east', 'net/ipv6/ip6frag_low_thresh', 1)
    await lab.sysctl('east', 'net/ipv6/ip6frag_high_thresh', 20000)
  },
  async run(lab) {
    for (let id = 100; id < 200; id++)
      await lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: east.mac,
        src: west.address6,
        dst: east.address6,
        proto: 'udp',
        nextHeader: 44,
        extension: `1100000100000${id}`,
        payload: 504,
      })
  },
  /** What was sent and does not wait for the rest of its datagram. */
  async measure(lab) {
    const levels = await lab.run('east', 'cat /proc/net/sockstat6')
    const waiting = Number(/FRAG6: inuse (\d+)/.exec(levels)?.[1])
    return fault.causes.map((cause) => ({ ...cause, drops: 100 - waiting }))
  },
}

export default fault
