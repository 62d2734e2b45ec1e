import { counterOf } from '../counter-of.js'
import type { Fault } from '../fault.js'
import { east, twoHosts } from '../topology.js'
import { waitUntil } from '../wait-until.js'

const fault: Fault = {
  title: 'nothing is wrong: a client closes its socket before the answers come, as resolvers do',
  causes: [
    {
      cause: 'udp-no-listener',
      title: /came after the program that had asked closed its socket/,
      drops: 17,
      event: '__udp4_lib_rcv/NO_SOCKET',
      severity: 'benign',
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9000, mode: 'echo', pauseUs: 200_000 })
  },
  async run(lab) {
    const answers = 17
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9000,
      count: answers,
      burst: answers,
    })
    await waitUntil(
      'the last answer',
      async () => (await counterOf(lab, 'west', 'snmp:Udp.NoPorts')) >= answers,
    )
  },
}

export default fault
