import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { halfOpen } from '../half-open.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'half-open connections fill the SYN queue, and there are no cookies',
  causes: [{ cause: 'tcp-syn-queue-full', drops: 0, event: 'none', severity: 'problem' }],
  needs: ['ss'],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.sysctl('solo', 'net/ipv4/tcp_syncookies', 0)
    await lab.sysctl('solo', 'net/ipv4/tcp_max_syn_backlog', 32)
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007, backlog: 16 })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'half-open', count: 227 })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
  async measure(lab) {
    // requests that came and were not taken
    const drops = 227 - (await halfOpen(lab, 'solo', 9007))
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
