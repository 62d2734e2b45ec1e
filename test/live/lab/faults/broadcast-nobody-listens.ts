import type { Fault } from '../fault.js'
import { twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'UDP broadcast to a port that nobody here has bound',
  causes: [
    {
      cause: 'broadcast-nobody-listens',
      drops: 443,
      event: '__udp4_lib_rcv/NOT_SPECIFIED',
      severity: 'benign',
      counters: ['snmp:Udp.IgnoredMulti'],
    },
  ],
  background: 'none',
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: 'ff:ff:ff:ff:ff:ff',
      src: west.address,
      dst: '10.77.0.255',
      proto: 'udp',
      dport: 9012,
      count: 443,
    })
  },
}

export default fault
