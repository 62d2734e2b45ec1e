import type { Fault } from '../fault.js'
import { halfOpen } from '../half-open.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one counter, two causes: TcpExt.ListenDrops from a full accept queue and from a full SYN queue',
  causes: [
    {
      cause: 'tcp-accept-queue-full',
      drops: 149,
      event: 'none',
      severity: 'problem',
      counters: ['netstat:TcpExt.ListenOverflows'],
    },
    { cause: 'tcp-syn-queue-full', drops: 0, event: 'none', severity: 'problem' },
  ],
  needs: ['ss'],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.sysctl('east', 'net/ipv4/tcp_syncookies', 0)
    await lab.startTool('east', 'tcp-listen', { port: 9006, backlog: 1 })
    await lab.startTool('west', 'tcp-connect', {
      to: east.address,
      port: 9006,
      count: 2,
      hold: true,
    })
    await lab.startTool('east', 'tcp-listen', { port: 9007, backlog: 20 })
  },
  async run(lab) {
    await Promise.all([
      lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: east.mac,
        src: west.address,
        dst: east.address,
        proto: 'tcp',
        sport: 20_000,
        varySport: true,
        dport: 9006,
        count: 149,
      }),
      lab.tool('west', 'send-frames', {
        iface: 'lan0',
        dstMac: east.mac,
        src: '10.77.0.99',
        dst: east.address,
        proto: 'tcp',
        sport: 30_000,
        varySport: true,
        dport: 9007,
        count: 151,
      }),
    ])
  },
  async measure(lab) {
    const drops = 151 - (await halfOpen(lab, 'east', 9007))
    return fault.causes.map((cause) =>
      cause.cause === 'tcp-syn-queue-full' ? { ...cause, drops } : cause,
    )
  },
}

export default fault
