import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a tunnel over IPv6 whose far end is routed through the tunnel itself',
  causes: [{ cause: 'tunnel-routing-loop', drops: 229, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.runOrSkip(
      'west',
      'ip link add vx0 type vxlan id 5 remote fd88::1 dstport 4789',
      'this kernel has no VXLAN',
    )
    await lab.run('west', 'ip link set vx0 addrgenmode none')
    await lab.run('west', 'ip address add fd80::1/64 dev vx0 nodad')
    await lab.run('west', 'ip link set vx0 up')
    await lab.run('west', 'ip -6 neigh add fd80::2 lladdr 02:00:00:00:00:22 dev vx0')
    await lab.run('west', 'ip -6 route add fd88::/64 dev vx0')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: 'fd80::2', port: 9017, count: 229 })
  },
}

export default fault
