import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { receivedBy } from '../tool-output.js'
import { east, twoHosts } from '../topology.js'

let receiver: RunningProgram

const fault: Fault = {
  title: 'UDP sockets over the limit of all together',
  causes: [{ cause: 'udp-memory-full', drops: 0, severity: 'problem' }],
  background: 'none',
  async setUp(lab) {
    await twoHosts(lab)
    receiver = await lab.startTool('east', 'udp-receive', {
      port: 9100,
      rcvbuf: 8000000,
      mode: 'never',
    })
    lab.globalSysctl('net/ipv4/udp_mem', '1 1 1')
  },
  async run(lab) {
    await lab.tool('west', 'udp-send', { to: east.address, port: 9100, size: 1000, count: 499 })
  },
  async measure() {
    const drops = 499 - (await receivedBy(receiver))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
