/** The socket a dropped packet was for: as the drop's details say, or the only one on its port. */
import type { CounterRef } from '../cause.js'
import type { DropGroup } from '../artifacts/group.js'
import type { SocketFact, Sockets } from '../artifacts/host.js'
import { isUdp } from '../packets/packet-facts.js'

const inet6 = 10

const sampledSocket = (group: DropGroup) =>
  group.samples.find((s) => (s.socket?.inode ?? 0) !== 0)?.socket

export function socketOfDrop(
  group: DropGroup | undefined,
  sockets: Sockets | undefined,
): SocketFact | undefined {
  if (group === undefined || sockets === undefined) return undefined
  const byInode = sockets.byInode(sampledSocket(group)?.inode ?? 0, group.fromNs)
  if (byInode !== undefined || group.flow === undefined || group.netns === null) return byInode
  // kernels before 6.11 do not tell the receiving socket
  const candidates = sockets.onPort(group.netns, 'udp', group.flow.dport, group.fromNs, group.toNs)
  return candidates.length === 1 ? candidates[0] : undefined
}

/** The socket's own drop counter, the last column of /proc/net/udp and raw. */
export function socketDropCounter(group: DropGroup, sockets: Sockets | undefined): CounterRef[] {
  const socket = isUdp(group) ? socketOfDrop(group, sockets) : undefined
  const sampled = sampledSocket(group)
  const inode = socket?.inode ?? sampled?.inode ?? 0
  if (inode === 0) return []
  const isV6 = socket === undefined ? sampled?.family === inet6 : socket.family === 6
  return [
    {
      netns: group.netns,
      name: `${isUdp(group) ? 'udp' : 'raw'}${isV6 ? '6' : ''}:${inode}.drops`,
    },
  ]
}
