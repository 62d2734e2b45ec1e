import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'the other end of a link is down',
  causes: [{ cause: 'peer-link-down', drops: 373, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    await lab.run('west', 'ip -6 neigh add fd77::2 lladdr 02:00:00:00:00:02 dev lan0')
    await lab.run('east', 'ip link set lan0 down')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9001, count: 373 })
  },
}

export default fault
