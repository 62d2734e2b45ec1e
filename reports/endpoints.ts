import type { Finding, FlowDrops, SocketState } from '../analyze/finding.js'
import { plural } from './quantities.js'

/** As `ss` prints it: port * = several. */
function endpoint(address: string, port: number | null): string {
  if (port === 0) return address
  return `${address.includes(':') ? `[${address}]` : address}:${port ?? '*'}`
}

type Ends = Pick<FlowDrops, 'proto' | 'src' | 'dst'> & {
  readonly sport: number | null
  readonly dport: number | null
}

/** 'udp 10.0.0.1:4000 → 10.0.0.2:5000'; for ICMP the ports are type and code and not shown. */
export function flowText(flow: Ends): string {
  const ports = !flow.proto.startsWith('icmp')
  const from = endpoint(flow.src, ports ? flow.sport : 0)
  const to = endpoint(flow.dst, ports ? flow.dport : 0)
  if (from === '' && to === '') return flow.proto === '' ? 'not IP' : flow.proto
  return `${flow.proto} ${from} → ${to}`.trim()
}

/** 'python3 (pid 4711, stopped)'; '' if the owner is not known. */
export function processText(socket: Pick<SocketState, 'comm' | 'pid' | 'state'>): string {
  if (socket.pid === null && socket.comm === '') return ''
  const facts = [socket.pid === null ? '' : `pid ${socket.pid}`, socket.state].filter(
    (f) => f !== '',
  )
  return facts.length === 0 ? socket.comm : `${socket.comm} (${facts.join(', ')})`.trim()
}

/** Who loses by a finding, in a few words; '' if nobody is known. */
export function whoIsHurt(finding: Finding): string {
  const [socket] = finding.sockets
  if (socket !== undefined) {
    const owner = processText(socket)
    const place = `${socket.proto} ${socket.local}`.trim()
    const others = finding.sockets.length - 1
    return `${owner === '' ? place : `${owner} on ${place}`}${others > 0 ? ` and ${plural(others, 'more socket')}` : ''}`
  }
  const [flow] = finding.flows
  if (flow === undefined) return ''
  const others = finding.flows.length - 1 + finding.moreFlows
  return `${flowText(flow)}${others > 0 ? ` and ${plural(others, 'more flow')}` : ''}`
}
