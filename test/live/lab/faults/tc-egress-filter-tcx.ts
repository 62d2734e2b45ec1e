import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { attachBpf } from '../attach-bpf.js'

const fault: Fault = {
  title: 'a BPF classifier on the tcx egress hook drops',
  causes: [
    {
      cause: 'tc-egress-filter',
      drops: 491,
      event: '__dev_queue_xmit/TC_EGRESS',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9017 })
    await attachBpf(lab, 'west', { iface: 'lan0', hook: 'tcx-egress', port: 9017 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9017, count: 491 })
  },
}

export default fault
