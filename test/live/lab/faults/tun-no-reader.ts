import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets into a tun device that no program has open',
  causes: [
    {
      cause: 'tun-no-reader',
      drops: 167,
      event: '__dev_queue_xmit/QDISC_DROP',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip('west', 'ip tuntap add dev tun0 mode tun', 'this kernel has no tun')
    await lab.run('west', 'ip link set tun0 addrgenmode none')
    await lab.run('west', 'ip address add 10.79.0.1/24 dev tun0')
    await lab.run('west', 'ip link set tun0 up')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.79.0.2', port: 9016, count: 167 })
  },
}

export default fault
