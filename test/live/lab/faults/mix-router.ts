import type { Fault } from '../fault.js'
import { client, server, router, routed } from '../topology.js'

const fault: Fault = {
  title: 'four faults of one router: no route, a prohibit route, TTLs and packets that are too big',
  causes: [
    { cause: 'no-route', drops: 227, event: 'ip_error/IP_INNOROUTES', severity: 'problem' },
    { cause: 'prohibit-route', drops: 229, severity: 'problem' },
    { cause: 'ttl-expired', drops: 233, event: 'ip_forward/IP_INHDR', severity: 'problem' },
    { cause: 'mtu-df', drops: 239, event: 'ip_forward/PKT_TOO_BIG', severity: 'problem' },
  ],
  async setUp(lab) {
    await routed(lab)
    await lab.run('router', 'ip route add prohibit 198.51.100.0/24')
    await lab.run('router', 'ip link set lan1 mtu 1300')
    await lab.run('server', 'ip link set lan0 mtu 1300')
  },
  async run(lab) {
    await Promise.all([
      lab.tool('client', 'udp-send', { to: '203.0.113.9', port: 9011, count: 227, rate: 500 }),
      lab.tool('client', 'udp-send', { to: '198.51.100.9', port: 9011, count: 229, rate: 500 }),
      lab.tool('client', 'send-frames', {
        iface: 'lan0',
        dstMac: router.toClient.mac,
        src: client.address,
        dst: server.address,
        proto: 'udp',
        ttl: 1,
        count: 233,
        gapUs: 500,
      }),
      lab.tool('client', 'udp-send', {
        to: server.address,
        port: 9012,
        size: 1400,
        df: true,
        count: 239,
        rate: 500,
      }),
    ])
  },
}

export default fault
