import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'TCP headers shorter than they can be',
  causes: [
    {
      cause: 'tcp-bad-header',
      drops: 523,
      event: 'tcp_v4_rcv/PKT_TOO_SMALL',
      severity: 'problem',
      counters: ['snmp:Tcp.InErrs'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
      dataOffset: 3,
      count: 523,
    })
  },
}

export default fault
