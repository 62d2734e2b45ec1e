import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title:
    'UDP with a wrong checksum, long enough that the kernel looks only when the receiver reads it',
  causes: [
    {
      cause: 'udp-bad-checksum',
      drops: 113,
      event: 'udp_recvmsg/UDP_CSUM',
      severity: 'problem',
      counters: ['snmp:Udp.InCsumErrors', 'snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9003 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9003,
      payload: 500,
      badChecksum: true,
      count: 113,
      gapUs: 500,
    })
  },
}

export default fault
