import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'SYNs with a wrong TCP checksum to a port that is listened on',
  causes: [
    {
      cause: 'tcp-bad-checksum',
      drops: 167,
      event: 'tcp_v4_rcv/TCP_CSUM',
      severity: 'problem',
      counters: ['snmp:Tcp.InCsumErrors', 'snmp:Tcp.InErrs'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9008, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9008,
      badChecksum: true,
      count: 167,
    })
  },
}

export default fault
