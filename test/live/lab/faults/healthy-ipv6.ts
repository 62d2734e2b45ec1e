import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: IPv6 with its own link-local addresses, neighbour discovery and echoes',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.run('west', 'ip link set lan0 addrgenmode eui64')
    await lab.run('west', 'ip link set lan0 down')
    await lab.run('west', 'ip link set lan0 up')
    await lab.run('west', 'ip address add fd77::11/64 dev lan0 nodad')
    await lab.startTool('east', 'udp-receive', { bind: '::', port: 9200, mode: 'echo' })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address6,
      port: 9200,
      count: 200,
      rate: 500,
      echo: true,
    })
  },
}

export default fault
