import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'packets of an IP protocol without a handler',
  causes: [
    {
      cause: 'ip-unknown-protocol',
      drops: 409,
      event: 'ip_local_deliver_finish/IP_NOPROTO',
      severity: 'problem',
      counters: ['snmp:Ip.InUnknownProtos'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: '253',
      count: 409,
    })
  },
}

export default fault
