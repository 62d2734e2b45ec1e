import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets whose source is routed through another interface',
  causes: [
    {
      cause: 'rp-filter',
      drops: 359,
      event: 'ip_rcv_finish_core/IP_RPFILTER',
      severity: 'problem',
      counters: ['netstat:TcpExt.IPReversePathFilter'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('east', 'ip route add 198.51.100.0/24 dev lo')
    await lab.sysctl('east', 'net/ipv4/conf/lan0/rp_filter', 1)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: '198.51.100.7',
      dst: east.address,
      proto: 'udp',
      count: 359,
    })
  },
}

export default fault
