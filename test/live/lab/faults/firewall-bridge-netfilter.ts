import type { Fault } from '../fault.js'
import { bridged, east } from '../topology.js'

const fault: Fault = {
  title: 'iptables looks at what a bridge passes on, and its policy drops',
  causes: [
    {
      cause: 'firewall-forward-policy',
      drops: 151,
      severity: 'problem',
      evidence: /FORWARD: policy drop/,
    },
  ],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await bridged(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.sysctl('switch', 'net/bridge/bridge-nf-call-iptables', 1)
    const rules = [
      '-p tcp',
      '-p icmp',
      '-p udp --dport 7007',
      '-p udp --sport 7007',
      '-p udp --dport 5353',
    ]
    for (const rule of rules)
      await lab.runOrSkip(
        'switch',
        `iptables-legacy -A FORWARD ${rule} -j ACCEPT`,
        'this kernel has no legacy iptables',
      )
    await lab.run('switch', 'iptables-legacy -P FORWARD DROP')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 151 })
  },
}

export default fault
