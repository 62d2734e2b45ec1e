import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'a rule that drops what comes above a rate',
  causes: [{ cause: 'firewall-input', drops: 0, severity: 'problem', title: /over its limit/ }],
  needs: ['nft'],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9100 })
    await lab.nft(
      'east',
      `table inet lab {
chain c {
type filter hook input priority 0; policy accept; udp dport 9100 limit rate over 10/minute burst 5 packets counter drop;
}
}
`,
    )
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 300 })
  },
  async measure() {
    const drops = 300 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
