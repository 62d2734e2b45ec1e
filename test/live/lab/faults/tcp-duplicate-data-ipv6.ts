import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'retransmissions of what had arrived, over IPv6',
  causes: [{ cause: 'tcp-duplicate-data', drops: 229, severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: 'fd78::1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', {
      port: 9007,
      scenario: 'duplicate-data',
      count: 229,
      ipv6: true,
    })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
