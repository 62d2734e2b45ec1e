import type { Fault } from '../fault.js'
import { pinClassifier } from '../pin-classifier.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title:
    'one reason, two causes: TC_INGRESS from a program that drops and from a redirect to a device that is down',
  causes: [
    { cause: 'tc-redirect-device-down', drops: 233, severity: 'problem' },
    { cause: 'tc-ingress-filter', drops: 239, severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.startTool('east', 'udp-receive', { port: 9101 })
    const program = await pinClassifier(lab, 9101)
    await lab.run('east', 'ip link add ifb0 type ifb')
    await lab.runOrSkip('east', 'tc qdisc add dev lan0 ingress', 'no ingress')
    await lab.runOrSkip(
      'east',
      'tc filter add dev lan0 parent ffff: pref 1 protocol ip u32 match ip dport 9100 0xffff action mirred egress redirect dev ifb0',
      'no mirred',
    )
    await lab.runOrSkip(
      'east',
      `tc filter add dev lan0 parent ffff: pref 2 bpf direct-action object-pinned ${program}`,
      'no BPF classifier',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9101, count: 239 })
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 233 })
  },
}

export default fault
