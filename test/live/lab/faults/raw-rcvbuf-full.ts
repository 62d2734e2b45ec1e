import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a raw socket that does not read',
  causes: [
    {
      cause: 'raw-rcvbuf-full',
      drops: 0,
      event: 'ip_local_deliver_finish/IP_NOPROTO',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'raw-receive', { protocol: 253, rcvbuf: 4000 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: '253',
      payload: 500,
      count: 631,
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
