import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'data for connections that the program has closed',
  causes: [{ cause: 'tcp-data-after-close', drops: 31 }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007, mode: 'close' })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'data-after-close', count: 31 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
