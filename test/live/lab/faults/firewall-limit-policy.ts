import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'a rule accepts up to a rate, and the policy drops the rest',
  causes: [{ cause: 'firewall-input-policy', drops: 0, severity: 'problem' }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain c {
    type filter hook input priority 0; policy drop;
    udp dport 9100 limit rate 1/minute burst 11 packets accept
    udp dport != 9100 accept
    meta l4proto { tcp, icmp } accept
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 313 })
  },
  /** What was sent and did not arrive. */
  async measure() {
    const drops = 313 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
