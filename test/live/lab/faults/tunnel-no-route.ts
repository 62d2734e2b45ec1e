import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a tunnel to whose far end there is no route',
  causes: [{ cause: 'tunnel-no-route', drops: 227, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.runOrSkip(
      'west',
      'ip link add vx0 type vxlan id 5 remote 10.88.0.1 dstport 4789',
      'this kernel has no VXLAN',
    )
    await lab.run('west', 'ip link set vx0 addrgenmode none')
    await lab.run('west', 'ip address add 10.80.0.1/24 dev vx0')
    await lab.run('west', 'ip link set vx0 up')
    await lab.run('west', 'ip neigh add 10.80.0.2 lladdr 02:00:00:00:00:22 dev vx0')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '10.80.0.2', port: 9017, count: 227 })
  },
}

export default fault
