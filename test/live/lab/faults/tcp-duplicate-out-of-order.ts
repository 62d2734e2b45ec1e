import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'the same piece behind a hole, again and again',
  causes: [{ cause: 'tcp-duplicate-out-of-order', drops: 193, severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', {
      port: 9007,
      scenario: 'out-of-order-again',
      count: 193,
    })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
