import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title:
    'SYNs over IPv6 to a dual-stack listener whose accept queue is full, with SYN cookies for all',
  causes: [
    {
      cause: 'tcp-accept-queue-full',
      drops: 709,
      event: 'none',
      severity: 'problem',
      counters: ['netstat:TcpExt.ListenOverflows', 'netstat:TcpExt.ListenDrops'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.sysctl('east', 'net/ipv4/tcp_syncookies', 2)
    await lab.startTool('east', 'tcp-listen', { bind: '::', port: 9006, backlog: 0 })
    await lab.startTool('west', 'tcp-connect', {
      to: east.address6,
      port: 9006,
      count: 1,
      hold: true,
    })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address6,
      dst: east.address6,
      proto: 'tcp',
      dport: 9006,
      sport: 20000,
      varySport: true,
      count: 709,
    })
  },
}

export default fault
