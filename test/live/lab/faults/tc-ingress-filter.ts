import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { pinClassifier } from '../pin-classifier.js'

const fault: Fault = {
  title: 'a tc filter of clsact drops at ingress',
  causes: [
    {
      cause: 'tc-ingress-filter',
      drops: 499,
      event: '__netif_receive_skb_core/TC_INGRESS',
      severity: 'problem',
    },
  ],
  needs: ['tc'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9018 })
    const path = await pinClassifier(lab, 9018)
    await lab.runOrSkip('east', 'tc qdisc add dev lan0 clsact', 'this kernel has no clsact')
    await lab.runOrSkip(
      'east',
      `tc filter add dev lan0 ingress bpf direct-action object-pinned ${path}`,
      'this kernel or tc cannot attach a pinned classifier',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9018, count: 499 })
  },
}

export default fault
