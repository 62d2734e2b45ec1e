import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'bursts of UDP into the smallest buffer of a receiver that reads as fast as it can',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /bursts larger/,
      drops: 0,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', { port: 9000, rcvbuf: 2304 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9000,
      size: 600,
      count: 2000,
      burst: 100,
      rate: 5000,
    })
  },
  // How many get through depends on how soon the receiver wakes: what was sent and did not arrive.
  async measure() {
    const drops = 2000 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
