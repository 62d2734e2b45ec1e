import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'data and ACKs of a connection that nobody knows, over IPv6',
  causes: [
    {
      cause: 'tcp-ack-without-connection',
      drops: 223,
      event: 'tcp_v6_rcv/NO_SOCKET',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: 'fd78::1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', {
      port: 9007,
      scenario: 'stray-acks',
      count: 223,
      ipv6: true,
    })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
