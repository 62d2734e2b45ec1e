import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { counterOf } from '../counter-of.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'data beyond the window of a receiver that does not read',
  causes: [{ cause: 'tcp-receiver-not-reading', drops: 0, severity: 'problem' }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', {
      bind: '10.78.0.1',
      port: 9007,
      rcvbuf: 8192,
      mode: 'hold',
    })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'full-window', count: 199 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
  async measure(lab) {
    const drops = await counterOf(lab, 'solo', 'netstat:TcpExt.BeyondWindow')
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
