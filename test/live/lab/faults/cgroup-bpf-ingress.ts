import type { Fault } from '../fault.js'
import { attachBpf } from '../attach-bpf.js'
import { makeCgroup } from '../cgroup.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'a program of a cgroup refuses what its sockets receive',
  causes: [{ cause: 'cgroup-bpf-ingress', drops: 439, severity: 'problem' }],
  async setUp(lab) {
    await twoHosts(lab)
    const cgroup = makeCgroup(lab)
    await attachBpf(lab, 'east', { hook: 'cgroup-ingress', cgroup, port: 9100 })
    await lab.startTool('east', 'udp-receive', { port: 9100, cgroup })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 439 })
  },
}

export default fault
