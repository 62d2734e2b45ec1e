import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'segments without any flag on an open connection',
  causes: [
    {
      cause: 'tcp-invalid-flags',
      drops: 179,
      event: 'tcp_v4_do_rcv/TCP_FLAGS',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'no-flags', count: 179 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
