import type { Fault } from '../fault.js'
import { west, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'multicast of a joined group to a port nobody listens on',
  causes: [{ cause: 'multicast-no-port', drops: 619, severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('east', 'ip route add 239.0.0.0/8 dev lan0')
    await lab.startTool('east', 'udp-receive', { port: 9100, join: '239.1.2.3' })
  },
  async run(lab) {
    await lab.tool('west', 'send-frames', {
      iface: 'lan0',
      dstMac: '01:00:5e:01:02:03',
      src: west.address,
      dst: '239.1.2.3',
      proto: 'udp',
      dport: 9101,
      count: 619,
    })
  },
}

export default fault
