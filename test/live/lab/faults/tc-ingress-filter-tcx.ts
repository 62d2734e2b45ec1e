import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { attachBpf } from '../attach-bpf.js'

const fault: Fault = {
  title: 'a BPF classifier on the tcx ingress hook drops',
  causes: [
    {
      cause: 'tc-ingress-filter',
      drops: 487,
      event: '__netif_receive_skb_core/TC_INGRESS',
      severity: 'problem',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9017 })
    await attachBpf(lab, 'east', { iface: 'lan0', hook: 'tcx-ingress', port: 9017 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9017, count: 487 })
  },
}

export default fault
