import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'UDP whose length field is larger than the packet',
  causes: [
    {
      cause: 'udp-bad-length',
      drops: 83,
      event: '__udp4_lib_rcv/PKT_TOO_SMALL',
      severity: 'problem',
      counters: ['snmp:Udp.InErrors'],
    },
  ],
  setUp: (lab) => twoHosts(lab),
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9001,
      lengthDelta: 50,
      count: 83,
    })
  },
}

export default fault
