import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'packets into a veth whose other end is down',
  causes: [
    {
      cause: 'peer-link-down',
      drops: 163,
      event: '__dev_queue_xmit/QDISC_DROP',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await twoHosts(lab)
    await lab.run('west', `ip neigh add ${east.address} lladdr ${east.mac} nud permanent dev lan0`)
    await lab.run('east', 'ip link set lan0 down')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9015, count: 163 })
  },
}

export default fault
