import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram
/** Of scenario full-window. */
const segmentBytes = 1400

const fault: Fault = {
  title: 'data beyond the window of a receiver that does not read',
  causes: [{ cause: 'tcp-receiver-not-reading', drops: 0, severity: 'problem' }],
  needs: ['ss'],
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
  /** What was sent and does not wait in the socket. */
  async measure(lab) {
    const sockets = await lab.run('solo', 'ss -Htn src 10.78.0.1')
    const waiting = Number(sockets.trim().split(/\s+/)[1])
    return fault.causes.map((cause) => ({ ...cause, drops: 199 - waiting / segmentBytes }))
  },
}

export default fault
