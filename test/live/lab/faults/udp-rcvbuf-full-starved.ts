import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { socketDrops } from '../socket-drops.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

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
    await lab.tool('west', 'udp-send', {
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
  },
  // A reader that gets a little CPU all the same may never fall 223 behind: the socket's own counter tells.
  measure() {
    const drops = socketDrops(receiver.pid, 9000)
    if (!(drops > 0)) throw new Error('the receiver was not starved: nothing was lost')
    return Promise.resolve(fault.causes.map((cause) => ({ ...cause, drops })))
  },
}

export default fault
