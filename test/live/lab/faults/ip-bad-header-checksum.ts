import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title: 'packets with a wrong IPv4 header checksum',
  causes: [
    {
      cause: 'ip-bad-header-checksum',
      drops: 401,
      event: 'ip_rcv_core/IP_CSUM',
      severity: 'problem',
      counters: ['snmp:Ip.InHdrErrors', 'netstat:IpExt.InCsumErrors'],
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
      ipBadChecksum: true,
      count: 401,
    })
  },
}

export default fault
