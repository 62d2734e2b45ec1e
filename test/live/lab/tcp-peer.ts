import type { Lab } from './lab.js'
import type { RunningProgram } from './program.js'

/** What the peer of a TCP connection does wrong: see tools/tcp-peer.c. */
export interface TcpPeerOptions {
  readonly port: number
  readonly scenario:
    | 'duplicate-data'
    | 'bad-checksum'
    | 'ack-too-old'
    | 'old-ack'
    | 'final-acks'
    | 'lost-before'
    | 'out-of-window'
    | 'below-window'
    | 'ack-unsent'
    | 'blind-reset'
    | 'far-reset'
    | 'syn-in-established'
    | 'no-flags'
    | 'old-timestamp'
    | 'out-of-order-again'
    | 'keepalive'
    | 'full-window'
    | 'behind-hole'
    | 'data-after-close'
    | 'stray-acks'
    | 'half-open'
  readonly count: number
  /** Over IPv6 instead of IPv4. */
  readonly ipv6?: boolean
}

/** The other end of a TCP connection, behind tun device `tun0` of a host; it acts on the first line written to it. */
export function startTcpPeer(
  lab: Lab,
  role: string,
  { ipv6 = false, ...options }: TcpPeerOptions,
): Promise<RunningProgram> {
  return lab.startTool(role, 'tcp-peer', {
    name: 'tun0',
    listener: ipv6 ? 'fd78::1' : '10.78.0.1',
    self: ipv6 ? 'fd78::2' : '10.78.0.2',
    ...options,
  })
}
