import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title:
    'UDP of which the IP packet ends within the header, beside datagrams that nobody listens to',
  causes: [
    {
      cause: 'udp-bad-length',
      drops: 661,
      event: '__udp4_lib_rcv/NOT_SPECIFIED',
      severity: 'problem',
      counters: ['snmp:Udp.InErrors'],
    },
    { cause: 'udp-no-listener', drops: 13, severity: 'problem', counters: ['snmp:Udp.NoPorts'] },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9003, count: 13 })
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9001,
      totalLength: 24,
      count: 661,
    })
  },
}

export default fault
