import type { Fault } from '../fault.js'
import { routed, server } from '../topology.js'

const fault: Fault = {
  title: 'the chains of a container engine, and the policy behind them',
  causes: [
    {
      cause: 'firewall-forward-policy',
      drops: 157,
      severity: 'problem',
      evidence: /FORWARD: policy drop/,
    },
  ],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await routed(lab)
    await lab.startTool('server', 'udp-receive', { port: 9100 })
    const commands = [
      '-N ISOLATE',
      '-A ISOLATE -i docker0 ! -o docker0 -j DROP',
      '-A ISOLATE -j RETURN',
      '-A FORWARD -j ISOLATE',
      '-A FORWARD -m conntrack --ctstate INVALID -j DROP',
      '-A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '-A FORWARD -p tcp -j ACCEPT',
      '-A FORWARD -p icmp -j ACCEPT',
      '-A FORWARD -p udp --dport 7007 -j ACCEPT',
      '-P FORWARD DROP',
    ]
    for (const command of commands)
      await lab.runOrSkip(
        'router',
        `iptables-legacy ${command}`,
        'this kernel has no legacy iptables',
      )
  },
  async run(lab) {
    await lab.tool('client', 'udp-send', { to: server.address, port: 9100, count: 157 })
  },
}

export default fault
