import type { Lab } from './lab.js'
import type { RunningProgram } from './program.js'

/** What the peer of a TCP connection does wrong: see tools/tun.c. */
export interface TcpPeerOptions {
  readonly port: number
  readonly scenario: 'duplicate-data' | 'bad-checksum' | 'ack-too-old' | 'old-ack' | 'final-acks'
  readonly count: number
}

/** The other end of a TCP connection, behind tun device `tun0` of a host; it acts on the first line written to it. */
export async function startTcpPeer(
  lab: Lab,
  role: string,
  options: TcpPeerOptions,
): Promise<RunningProgram> {
  const peer = await lab.startTool(role, 'tcp-peer', {
    name: 'tun0',
    listener: '10.78.0.1',
    self: '10.78.0.2',
    ...options,
  })
  return peer
}
