import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'resets far beyond the window: their reason is that of any segment there',
  causes: [
    { cause: 'tcp-blind-reset', drops: 769, event: 'tcp_validate_incoming/TCP_INVALID_SEQUENCE' },
  ],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'far-reset', count: 769 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
