import type { Fault } from '../fault.js'
import { client, router, routed, server } from '../topology.js'

const fault: Fault = {
  title:
    'one counter, two causes: Ip.InAddrErrors from forwarding that is off and from destinations in 0/8',
  causes: [
    {
      cause: 'ip-forwarding-disabled',
      drops: 313,
      event: 'ip_error/IP_INADDRERRORS',
      severity: 'problem',
    },
    {
      cause: 'martian-destination',
      drops: 61,
      event: 'ip_error/IP_INADDRERRORS',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await routed(lab)
    await lab.sysctl('router', 'net/ipv4/ip_forward', 0)
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9011, count: 313 })
    await lab.tool('client', 'send-frames', {
      iface: 'lan0',
      dstMac: router.toClient.mac,
      src: client.address,
      dst: '0.1.2.3',
      proto: 'udp',
      count: 61,
    })
  },
}

export default fault
