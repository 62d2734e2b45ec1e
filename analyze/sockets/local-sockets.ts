/** Whose packets a finding's drops were, where its cause does not say: sockets of this host that they came from or were for. */
import type { Case } from '../cause.js'
import { socketState } from '../attribution/evidence.js'
import type { SocketState } from '../finding.js'
import type { DropGroup } from '../artifacts/group.js'
import {
  acceptsAddress,
  isAnyAddress,
  sameAddress,
  type Host,
  type SocketFact,
  type Sockets,
} from '../artifacts/host.js'
import { isTcp, isUdp } from '../packets/packet-facts.js'

/** The table of a finding shows a few; the rest is in the session. */
const maxSockets = 20

export function localSockets(
  found: Case,
  host: Host | undefined,
  sockets: Sockets | undefined,
): SocketState[] {
  if (host === undefined || sockets === undefined) return []
  const drops = new Map<SocketFact, number>()
  for (const group of found.groups) {
    const socket = socketOf(group, host, sockets)
    if (socket !== undefined) drops.set(socket, (drops.get(socket) ?? 0) + group.drops)
  }
  // a few of many senders would be taken for all who are hurt
  const told = [...drops.values()].reduce((sum, n) => sum + n, 0)
  if (told * 2 < found.drops) return []
  return [...drops]
    .sort((a, b) => b[1] - a[1] || a[0].id - b[0].id)
    .slice(0, maxSockets)
    .map(([socket]) => socketState(socket, found.fromNs, found.toNs))
}

/** As the drop's details tell; else the receiver, or the sender, if one socket alone fits. */
function socketOf(group: DropGroup, host: Host, sockets: Sockets): SocketFact | undefined {
  const { flow, netns } = group
  if (flow === undefined || netns === null) return undefined
  // a group without details of its own has those of its key: perhaps another flow's
  const told = group.samples.find(({ socket }) =>
    [flow.sport, flow.dport].includes(socket?.localPort ?? -1),
  )
  const sampled = sockets.byInode(told?.socket?.inode ?? 0, group.fromNs)
  if (sampled !== undefined) return sampled
  const end = (address: string, port: number, peer: string, peerPort: number) =>
    onlyFit(group, sockets, { address, port, peer, peerPort })
  if (host.isLocalAddress(netns, flow.dst)) return end(flow.dst, flow.dport, flow.src, flow.sport)
  if (host.isLocalAddress(netns, flow.src)) return end(flow.src, flow.sport, flow.dst, flow.dport)
  return undefined
}

interface End {
  readonly address: string
  readonly port: number
  readonly peer: string
  readonly peerPort: number
}

/** A connected socket comes before a listener or one without a peer, as in the kernel. */
function onlyFit(group: DropGroup, sockets: Sockets, end: End): SocketFact | undefined {
  const proto = isUdp(group) ? 'udp' : isTcp(group) ? 'tcp' : undefined
  if (proto === undefined || group.netns === null || end.port === 0) return undefined
  const fitting = sockets
    .onPort(group.netns, proto, end.port, group.fromNs, group.toNs)
    .filter((s) => acceptsAddress(s, end.address))
  const connected = fitting.filter((s) => hasPeer(s, end))
  const open = fitting.filter((s) => s.remote_port === 0)
  const best = connected.length > 0 ? connected : open
  return best.length === 1 ? best[0] : undefined
}

const hasPeer = (socket: SocketFact, { peer, peerPort }: End): boolean =>
  socket.remote_port === peerPort &&
  peerPort !== 0 &&
  (isAnyAddress(socket.remote_address) || sameAddress(socket.remote_address, peer))
