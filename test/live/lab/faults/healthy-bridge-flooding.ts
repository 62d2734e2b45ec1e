import type { Fault } from '../fault.js'
import { east, bridged, thirdStation } from '../topology.js'

const fault: Fault = {
  title: 'nothing is wrong: a bridge that floods, with a third station that listens to all',
  causes: [],
  async setUp(lab) {
    await bridged(lab)
    await thirdStation(lab)
    await lab.run('third', 'ip link set lan0 promisc on')
    await lab.run('switch', 'ip link set br0 type bridge ageing_time 0')
    await lab.startTool('east', 'udp-receive', { port: 9200 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9200, count: 300, rate: 500 })
  },
}

export default fault
