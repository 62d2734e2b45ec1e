import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'iptables drops what is above a rate for each source (hashlimit)',
  causes: [{ cause: 'firewall-input', drops: 0, severity: 'problem', title: /over its limit/ }],
  needs: ['iptables-legacy'],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.runOrSkip(
      'east',
      'iptables-legacy -A INPUT -p udp --dport 9100 -m hashlimit --hashlimit-above 6/min --hashlimit-burst 13 --hashlimit-mode srcip --hashlimit-name lab -j DROP',
      'no such match',
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 317 })
  },
  /** What was sent and did not arrive. */
  async measure() {
    const drops = 317 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
