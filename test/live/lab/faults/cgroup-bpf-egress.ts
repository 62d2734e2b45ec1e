import type { Fault } from '../fault.js'
import { attachBpf } from '../attach-bpf.js'
import { makeCgroup } from '../cgroup.js'
import { east, twoHosts } from '../topology.js'

let cgroup: string

const fault: Fault = {
  title: 'a program of a cgroup refuses what its sockets send',
  causes: [
    {
      cause: 'cgroup-bpf-egress',
      drops: 443,
      severity: 'problem',
      counters: ['snmp:Ip.OutDiscards'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    cgroup = makeCgroup(lab)
    await attachBpf(lab, 'west', { hook: 'cgroup-egress', cgroup, port: 9100 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 443, cgroup })
  },
}

export default fault
