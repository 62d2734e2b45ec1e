import type { Fault } from '../fault.js'
import { attachBpf } from '../attach-bpf.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a generic XDP program fails (XDP_ABORTED)',
  causes: [{ cause: 'xdp-aborted', drops: 449, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await attachBpf(lab, 'east', {
      iface: 'lan0',
      hook: 'xdp-generic',
      port: 9100,
      verdict: 'aborted',
    })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 449 })
  },
}

export default fault
