import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the address filter of a tap device does not want the frames',
  causes: [{ cause: 'tap-tx-filter', drops: 193, severity: 'benign' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip('west', 'ip tuntap add dev tap0 mode tap', 'this kernel has no tap')
    await lab.run('west', 'ip link set tap0 addrgenmode none')
    await lab.run('west', 'ip address add 10.79.0.1/24 dev tap0')
    await lab.startTool('west', 'tun-hold', { name: 'tap0', tap: true, onlyMac: true })
    await lab.run('west', 'ip link set tap0 up')
    await lab.run('west', 'ip neigh add 10.79.0.2 lladdr 02:00:00:00:00:22 dev tap0')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.79.0.2', port: 9016, count: 193 })
  },
}

export default fault
