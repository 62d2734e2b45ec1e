import type { Fault } from '../fault.js'
import { client, server, router, routed } from '../topology.js'

const fault: Fault = {
  title:
    'one counter, four causes: Ip.InHdrErrors from checksums, header lengths, options and TTLs',
  causes: [
    {
      cause: 'ip-bad-header-checksum',
      drops: 101,
      event: 'ip_rcv_core/IP_CSUM',
      severity: 'problem',
    },
    { cause: 'ip-bad-header', drops: 103, event: 'ip_rcv_core/IP_INHDR', severity: 'problem' },
    {
      cause: 'ip-bad-options',
      drops: 107,
      event: 'ip_rcv_finish_core/IP_INHDR',
      severity: 'problem',
    },
    { cause: 'ttl-expired', drops: 109, event: 'ip_forward/IP_INHDR', severity: 'problem' },
  ],
  async setUp(lab) {
    await routed(lab)
  },
  async run(lab) {
    const frame = {
      iface: 'lan0',
      dstMac: router.toClient.mac,
      src: client.address,
      dst: server.address,
      proto: 'udp',
    }
    await Promise.all([
      lab.tool('client', 'send-frames', { ...frame, ipBadChecksum: true, count: 101 }),
      lab.tool('client', 'send-frames', { ...frame, headerLength: 16, count: 103 }),
      lab.tool('client', 'send-frames', { ...frame, ipOptions: '07030000', count: 107 }),
      lab.tool('client', 'send-frames', { ...frame, ttl: 1, count: 109 }),
    ])
  },
}

export default fault
