import type { Fault } from '../fault.js'
import { twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: multicast to members of the group',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('west', 'ip route add 239.0.0.0/8 dev lan0')
    await lab.run('east', 'ip route add 239.0.0.0/8 dev lan0')
    await lab.startTool('east', 'udp-receive', { port: 9200, join: '239.1.2.3' })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: '239.1.2.3', port: 9200, count: 200, rate: 500 })
  },
}

export default fault
