import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram

const fault: Fault = {
  title: 'timestamps that go backwards, over IPv6',
  causes: [
    {
      cause: 'tcp-paws',
      drops: 191,
      event: 'tcp_validate_incoming/TCP_RFC7323_PAWS',
      severity: 'problem',
    },
  ],
  background: 'apart',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { bind: 'fd78::1', port: 9007 })
    peer = await startTcpPeer(lab, 'solo', {
      port: 9007,
      scenario: 'old-timestamp',
      count: 191,
      ipv6: true,
    })
  },
  async run() {
    peer.write('go\n')
    await peer.said('done')
  },
}

export default fault
