import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a raw socket for ICMP that does not read: the kernel answers the pings all the same',
  causes: [{ cause: 'raw-rcvbuf-full', drops: 0, event: 'none', severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'raw-receive', { protocol: 1, rcvbuf: 4000 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'icmp',
      payload: 500,
      count: 643,
    })
  },
  async measure(lab) {
    const table = await lab.run('east', 'cat /proc/net/raw')
    const drops = table
      .split('\n')
      .slice(1)
      .reduce((sum, row) => sum + Number(row.trim().split(/\s+/).at(-1) ?? 0), 0)
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
