import type { Fault } from '../fault.js'
import { client, routed, router, server } from '../topology.js'

const fault: Fault = {
  title: 'packets from a link-local address to another network, on a router that forwards IPv6',
  causes: [
    {
      cause: 'ipv6-martian-source',
      drops: 751,
      event: 'ip6_forward/IP_INADDRERRORS',
      severity: 'problem',
      counters: ['snmp6:Ip6InAddrErrors'],
    },
  ],
  setUp: (lab) => routed(lab, { ipv6: true }),
  async run(lab) {
    await lab.tool('client', 'send-frames', {
      iface: 'lan0',
      srcMac: client.mac,
      dstMac: router.toClient.mac,
      src: 'fe80::99',
      dst: server.address6,
      proto: 'udp',
      count: 751,
    })
  },
}

export default fault
