import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'

const fault: Fault = {
  title: 'an iptables-legacy rule drops in the input hook',
  causes: [
    {
      cause: 'firewall-input',
      drops: 269,
      event: 'nf_hook_slow/NETFILTER_DROP',
      severity: 'problem',
    },
  ],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9010 })
    await lab.runOrSkip(
      'east',
      'iptables-legacy -A INPUT -p udp --dport 9010 -j DROP',
      'this kernel has no legacy iptables',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9010, count: 269 })
  },
}

export default fault
