import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { east, twoHosts } from '../topology.js'

let sniffer: RunningProgram

/**
 * What a full ring misses raises no event and no counter that another program may read (tpacket_rcv, since 5.3): nobody but
 * the sniffer can tell.
 */
const fault: Fault = {
  title: 'nothing is wrong with the traffic: a sniffer does not empty its memory-mapped ring',
  causes: [],
  async setUp(lab) {
    await twoHosts(lab)
    await lab.startTool('east', 'udp-receive', { port: 9100 })
    sniffer = await lab.startTool('west', 'packet-ring', { iface: 'lan0', frames: 16 })
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, count: 643, rate: 5000 })
    sniffer.write('\n')
    await sniffer.said('dropped')
    if (/dropped 0\n/.test(sniffer.output)) throw new Error('the ring was not full')
  },
}

export default fault
