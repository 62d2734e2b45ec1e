import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { attachBpf } from '../attach-bpf.js'

const fault: Fault = {
  title: 'a generic XDP program drops',
  causes: [
    { cause: 'xdp-drop', drops: 467, event: 'do_xdp_generic/NOT_SPECIFIED', severity: 'problem' },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9017 })
    await attachBpf(lab, 'east', { iface: 'lan0', hook: 'xdp-generic', port: 9017 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9017, count: 467 })
  },
}

export default fault
