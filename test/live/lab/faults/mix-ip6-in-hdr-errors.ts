import type { Fault } from '../fault.js'
import { client, server, router, routed } from '../topology.js'

const fault: Fault = {
  title: 'one counter, three causes: Ip6InHdrErrors from versions, options and hop limits',
  causes: [
    {
      cause: 'ipv6-bad-header',
      drops: 113,
      event: 'ip6_rcv_core/UNHANDLED_PROTO',
      severity: 'problem',
    },
    {
      cause: 'ipv6-bad-extension-header',
      drops: 127,
      event: 'ip6_tlvopt_unknown/UNHANDLED_PROTO',
      severity: 'problem',
    },
    { cause: 'ttl-expired', drops: 131, event: 'ip6_forward/IP_INHDR', severity: 'problem' },
  ],
  async setUp(lab) {
    await routed(lab, { ipv6: true })
  },
  async run(lab) {
    const frame = {
      iface: 'lan0',
      dstMac: router.toClient.mac,
      src: client.address6,
      dst: router.toClient.address6,
      proto: 'udp',
    }
    await Promise.all([
      lab.tool('client', 'send-frames', { ...frame, version: 4, count: 113 }),
      lab.tool('client', 'send-frames', {
        ...frame,
        nextHeader: 60,
        extension: '11004b0400000000',
        count: 127,
      }),
      lab.tool('client', 'send-frames', { ...frame, dst: server.address6, ttl: 1, count: 131 }),
    ])
  },
}

export default fault
