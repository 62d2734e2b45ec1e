import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'a rule that drops above a rate, whose counter stands before the limit, IPv6',
  causes: [{ cause: 'firewall-input', drops: 0, severity: 'problem', title: /over its limit/ }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab, { ipv6: true })
    receiver = await lab.startTool('east', 'udp-receive', { bind: '::', port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
  chain c {
    type filter hook input priority 0; policy accept;
    udp dport 9100 counter limit rate over 20/minute burst 9 packets drop
  }
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address6, port: 9100, count: 311 })
  },
  /** What was sent and did not arrive. */
  async measure() {
    const drops = 311 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
