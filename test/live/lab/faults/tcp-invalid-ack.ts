import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'acknowledgements of data that was never sent',
  causes: [{ cause: 'tcp-invalid-ack', drops: 163, event: 'tcp_v4_do_rcv/TCP_ACK_UNSENT_DATA' }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'ack-unsent', count: 163 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
