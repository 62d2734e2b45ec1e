/** Why did a packet find no socket? Asked by the causes of NO_SOCKET for UDP and TCP alike. */
import type { DropGroup } from '../artifacts/group.js'
import {
  acceptsAddress,
  isAnyAddress,
  sameAddress,
  type SocketFact,
  type Sockets,
} from '../artifacts/host.js'

export type Lookup =
  | { readonly state: 'none' }
  | { readonly state: 'wrong-address'; readonly sockets: readonly SocketFact[] }
  | { readonly state: 'wrong-device'; readonly sockets: readonly SocketFact[] }
  | { readonly state: 'other-peer'; readonly sockets: readonly SocketFact[] }
  /** A socket would have taken it: it came later or went before, or the lookup was refused for another reason. */
  | { readonly state: 'fits'; readonly sockets: readonly SocketFact[] }

/** `listening`: TCP sockets count only while they listen. */
export function lookUp(sockets: Sockets, group: DropGroup, proto: 'udp' | 'tcp'): Lookup {
  const { flow, netns } = group
  if (flow === undefined || netns === null) return { state: 'none' }
  const found = sockets
    .onPort(netns, proto, flow.dport, group.fromNs, group.toNs)
    .filter((s) => proto === 'udp' || s.state === 'listen')
  if (found.length === 0) return { state: 'none' }
  // one of the other IP version has other addresses
  const addressed = found.filter((s) => acceptsAddress(s, flow.dst))
  if (addressed.length === 0) return { state: 'wrong-address', sockets: found }
  const onDevice = addressed.filter(
    (s) => s.bound_ifindex === 0 || s.bound_ifindex === group.ifindex,
  )
  if (onDevice.length === 0) return { state: 'wrong-device', sockets: addressed }
  const forPeer = onDevice.filter((s) => takesPeer(s, flow.src, flow.sport))
  if (forPeer.length === 0) return { state: 'other-peer', sockets: onDevice }
  return { state: 'fits', sockets: forPeer }
}

const takesPeer = (socket: SocketFact, address: string, port: number): boolean =>
  socket.remote_port === 0 ||
  (socket.remote_port === port &&
    (isAnyAddress(socket.remote_address) || sameAddress(socket.remote_address, address)))

/** `sshd (pid 812)`, `a socket without a known process`. */
export function ownerLabel(socket: SocketFact | undefined): string {
  const owner = socket?.owners[0]
  return owner === undefined
    ? 'a process that was not identified'
    : `${owner.comm} (pid ${owner.pid})`
}
