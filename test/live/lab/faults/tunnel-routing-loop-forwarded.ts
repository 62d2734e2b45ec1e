import type { Fault } from '../fault.js'
import { routed } from '../topology.js'

const fault: Fault = {
  title: 'a router forwards into a tunnel whose far end is routed through the tunnel itself',
  causes: [{ cause: 'tunnel-routing-loop', drops: 233, severity: 'problem' }],
  async setUp(lab) {
    await routed(lab)
    await lab.runOrSkip(
      'router',
      'ip link add vx0 type vxlan id 5 remote 10.88.0.1 dstport 4789',
      'this kernel has no VXLAN',
    )
    await lab.run('router', 'ip link set vx0 addrgenmode none')
    await lab.run('router', 'ip address add 10.80.0.1/24 dev vx0')
    await lab.run('router', 'ip link set vx0 up')
    await lab.run('router', 'ip neigh add 10.80.0.2 lladdr 02:00:00:00:00:22 dev vx0')
    await lab.run('router', 'ip route add 10.88.0.0/24 dev vx0')
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: '10.80.0.2', port: 9017, count: 233, size: 700 })
  },
}

export default fault
