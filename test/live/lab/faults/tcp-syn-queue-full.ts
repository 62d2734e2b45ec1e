import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { counterOf } from '../counter-of.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'half-open connections fill the SYN queue, and there are no cookies',
  causes: [{ cause: 'tcp-syn-queue-full', drops: 0, event: 'none', severity: 'problem' }],
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
    const drops = await counterOf(lab, 'solo', 'netstat:TcpExt.TCPReqQFullDrop')
    return fault.causes.map((cause) => ({ ...cause, drops }))
  },
}

export default fault
