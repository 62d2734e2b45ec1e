import type { Fault } from '../fault.js'
import { east, twoHosts, west } from '../topology.js'

const fault: Fault = {
  title:
    'SYNs to a listener that accepts nothing and whose accept queue is full: refused without any drop event',
  causes: [
    {
      cause: 'tcp-accept-queue-full',
      drops: 137,
      event: 'none',
      severity: 'problem',
      counters: ['netstat:TcpExt.ListenOverflows', 'netstat:TcpExt.ListenDrops'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9006, backlog: 1 })
    // A backlog of n holds n + 1 connections.
    await lab.startTool('west', 'tcp-connect', {
      to: east.address,
      port: 9006,
      count: 2,
      hold: true,
    })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      sport: 20_000,
      varySport: true,
      dport: 9006,
      flags: 'S',
      count: 137,
    })
  },
}

export default fault
