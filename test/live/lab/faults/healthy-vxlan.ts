import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: traffic inside a VXLAN tunnel',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run(
      'west',
      'ip link add vx0 type vxlan id 42 local 10.77.0.1 remote 10.77.0.2 dstport 4789',
    )
    await lab.run('west', 'ip link set vx0 addrgenmode none')
    await lab.run('west', 'ip address add 10.79.0.1/24 dev vx0')
    await lab.run('west', 'ip link set vx0 mtu 1400')
    await lab.run('west', 'ip link set vx0 up')
    await lab.run(
      'east',
      'ip link add vx0 type vxlan id 42 local 10.77.0.2 remote 10.77.0.1 dstport 4789',
    )
    await lab.run('east', 'ip link set vx0 addrgenmode none')
    await lab.run('east', 'ip address add 10.79.0.2/24 dev vx0')
    await lab.run('east', 'ip link set vx0 mtu 1400')
    await lab.run('east', 'ip link set vx0 up')
    await lab.startTool('east', 'tcp-listen', { port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'tcp-connect', { to: '10.79.0.2', port: 9200, count: 30, bytes: 50_000 })
  },
}

export default fault
