import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'loose reverse-path filtering of a source nobody could reach',
  causes: [
    {
      cause: 'rp-filter',
      drops: 353,
      severity: 'problem',
      counters: ['netstat:TcpExt.IPReversePathFilter'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/conf/all/rp_filter', 2)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: '198.51.100.7',
      dst: east.address,
      proto: 'udp',
      dport: 9001,
      varySport: true,
      sport: 20000,
      count: 353,
    })
  },
}

export default fault
