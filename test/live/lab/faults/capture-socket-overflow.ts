import type { Fault } from '../fault.js'
import { west, east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a sniffer that does not read; the traffic itself arrives',
  causes: [{ cause: 'capture-socket-overflow', drops: 0, severity: 'benign' }],
  needs: ['ss'],
  background: 'none',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'packet-receive', { iface: 'lan0', rcvbuf: 4000 })
    await lab.startTool('east', 'udp-receive', { port: 9100 })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: east.mac,
      src: west.address,
      dst: east.address,
      proto: 'udp',
      dport: 9100,
      payload: 500,
      count: 641,
      gapUs: 500,
    })
  },
  async measure(lab) {
    const sockets = await lab.run('east', 'ss -0nm')
    const drops = Math.max(...[...sockets.matchAll(/,d(\d+)\)/g)].map(([, n]) => Number(n)))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
