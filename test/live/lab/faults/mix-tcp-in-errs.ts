import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one counter, three causes: Tcp.InErrs from checksums, header lengths and SYNs on an open connection',
  causes: [
    { cause: 'tcp-bad-checksum', drops: 263, severity: 'problem' },
    { cause: 'tcp-bad-header', drops: 269, severity: 'problem' },
    { cause: 'tcp-syn-in-established', drops: 271 },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'tcp-listen', { port: 9007, mode: 'hold' })
    await lab.startTool('west', 'tcp-connect', {
      to: east.address,
      port: 9007,
      hold: true,
      sport: 45000,
    })
  },
  async run(lab) {
    const frame = {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'tcp',
      dport: 9007,
    }
    await Promise.all([
      lab.tool('west', 'send-frames', {
        ...frame,
        badChecksum: true,
        varySport: true,
        sport: 20_000,
        count: 263,
      }),
      lab.tool('west', 'send-frames', {
        ...frame,
        dataOffset: 3,
        varySport: true,
        sport: 20_000,
        count: 269,
      }),
      lab.tool('west', 'send-frames', {
        ...frame,
        sport: 45_000,
        flags: 'S',
        count: 271,
        gapUs: 200,
      }),
    ])
  },
}

export default fault
