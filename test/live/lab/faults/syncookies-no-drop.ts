import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'half-open connections fill the SYN queue, and cookies take over',
  causes: [{ cause: 'syncookies-no-drop', drops: 0, told: true, severity: 'benign' }],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.sysctl('solo', 'net/ipv4/tcp_syncookies', 1)
    await lab.sysctl('solo', 'net/ipv4/tcp_max_syn_backlog', 32)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007, backlog: 16 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'half-open', count: 229 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
