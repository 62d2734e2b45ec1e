import type { Fault } from '../fault.js'
import type { RunningProgram } from '../program.js'
import { startTcpPeer } from '../tcp-peer.js'
import { tunHost } from '../topology.js'

let peer: RunningProgram
/** Few, so that all lie within the first window. */
const segments = 47

const fault: Fault = {
  title: 'TCP may hold no more memory, though the connection has room',
  causes: [{ cause: 'tcp-memory-full', drops: 0, severity: 'problem' }],
  background: 'none',
  async setUp(lab) {
    await tunHost(lab)
    await lab.startTool('solo', 'tcp-listen', { port: 9201, mode: 'hold', rcvbuf: 8_000_000 })
    await lab.startTool('solo', 'tcp-listen', { bind: '10.78.0.1', port: 9007, mode: 'hold' })
    peer = await startTcpPeer(lab, 'solo', { port: 9007, scenario: 'behind-hole', count: segments })
    // the kernel counts in steps of 1 MB a CPU: a connection that holds more makes the limit felt
    await lab.startTool('solo', 'tcp-connect', {
      to: '127.0.0.1',
      port: 9201,
      bytes: 4_000_000,
      sendOnly: true,
      hold: true,
    })
  },
  async run(lab) {
    const restore = lab.globalSysctl('net/ipv4/tcp_mem', '0 0 0')
    try {
      peer.write('go\n')
      await peer.said('done')
    } finally {
      restore()
    }
  },
  /** What was sent and is not in the queue of what came out of order. */
  async measure(lab) {
    const connections = await lab.run('solo', 'ss -Htni src 10.78.0.1')
    const queued = Number(/rcv_ooopack:(\d+)/.exec(connections)?.[1] ?? 0)
    return fault.causes.map((cause) => ({ ...cause, drops: segments - queued }))
  },
}

export default fault
