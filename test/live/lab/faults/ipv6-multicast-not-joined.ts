import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'IPv6 multicast to a group that nobody here joined',
  causes: [
    {
      cause: 'ipv6-multicast-not-joined',
      drops: 439,
      event: 'ip6_mc_input/NOT_SPECIFIED',
      severity: 'benign',
    },
  ],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '33:33:00:01:02:03',
      src: 'fe80::77',
      dst: 'ff02::1:203',
      proto: 'udp',
      dport: 9012,
      count: 439,
    })
  },
}

export default fault
