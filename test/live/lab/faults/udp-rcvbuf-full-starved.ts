import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { numberAfter, receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

let sent: number

const fault: Fault = {
  title:
    'a UDP receiver that gets no CPU: a busy program has its CPU, and it runs at idle priority',
  causes: [
    {
      cause: 'udp-rcvbuf-full',
      title: /too little CPU/,
      drops: 0,
      event: 'udp_queue_rcv_one_skb/SOCKET_RCVBUFF',
      severity: 'problem',
      counters: ['snmp:Udp.RcvbufErrors', 'snmp:Udp.InErrors'],
    },
  ],
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', {
      port: 9000,
      rcvbuf: 20_000,
      cpu: 0,
      idlePriority: true,
    })
  },
  async run(lab) {
    const hog = await lab.startTool('east', 'cpu-hog', { cpu: 0, seconds: 20 })
    const output = await lab.tool('west', 'udp-send', {
      to: east.address,
      port: 9000,
      size: 1000,
      rate: 2000,
      count: 20_000,
      cpu: 1,
      untilDrops: 223,
      dropsFile: `/proc/${receiver.pid}/net/udp`,
    })
    hog.signal('SIGKILL')
    sent = numberAfter(output, 'sent')
  },
  // A reader that gets a little CPU all the same may never fall 223 behind: what was sent and did not arrive.
  async measure() {
    const drops = sent - (await receivedBy(receiver))
    if (!(drops > 0)) throw new Error('the receiver was not starved: nothing was lost')
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
