import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets into a tun device whose program reads nothing',
  causes: [
    {
      cause: 'tun-reader-stalled',
      drops: 173,
      event: 'tun_net_xmit/FULL_RING',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip('west', 'ip tuntap add dev tun0 mode tun', 'this kernel has no tun')
    await lab.run('west', 'ip link set tun0 addrgenmode none txqueuelen 50')
    await lab.run('west', 'ip address add 10.79.0.1/24 dev tun0')
    await lab.startTool('west', 'tun-hold', { name: 'tun0' })
    await lab.run('west', 'ip link set tun0 up')
    await lab.tool('west', 'udp-send', { to: '10.79.0.2', port: 9016, count: 50 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.79.0.2', port: 9016, count: 173 })
  },
}

export default fault
