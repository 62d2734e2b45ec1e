import { addressFamily } from '../netlink/rtnetlink.js'
import type { PacketSocket } from '../netlink/packet-diag.js'
import type { InetSocket } from '../netlink/sock-diag.js'

export type SocketProtocol = 'udp' | 'tcp' | 'raw' | 'icmp' | 'packet'

/** A socket as any of the ways to list them shows it. null = that way does not tell. */
export interface SeenSocket {
  readonly protocol: SocketProtocol
  /** Unique in its namespace: the kernel's socket cookie, or minus the inode where only /proc told of it. */
  readonly key: number
  readonly inode: number
  readonly family: number
  readonly state: string
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  readonly boundIfindex: number
  readonly v6only: boolean
  readonly uid: number
  readonly rcvbuf: number | null
  readonly sndbuf: number | null
  /** Receive memory in use; for listeners the accept queue's length. */
  readonly rmem: number
  readonly wmem: number
  readonly drops: number
  /** For listeners: the limit of the accept queue. */
  readonly backlog: number | null
  /** As sock_diag told of it: the next message that is the same needs no second look. */
  readonly message?: Uint8Array
}

export function fromInetDiag(
  protocol: SocketProtocol,
  socket: InetSocket,
  message: Uint8Array,
): SeenSocket {
  const { memory } = socket
  const listens = socket.state === 'listen'
  return {
    protocol,
    key: Number(socket.cookie),
    inode: socket.inode,
    family: socket.family,
    state: socket.state,
    localAddress: socket.localAddress,
    localPort: socket.localPort,
    remoteAddress: socket.remoteAddress,
    remotePort: socket.remotePort,
    boundIfindex: socket.boundIfindex,
    v6only: socket.v6only,
    uid: socket.uid,
    rcvbuf: memory?.rcvbuf ?? null,
    sndbuf: memory?.sndbuf ?? null,
    rmem: listens ? socket.receiveQueue : (memory?.rmem ?? socket.receiveQueue),
    wmem: listens ? 0 : (memory?.wmem ?? socket.sendQueue),
    drops: memory?.drops ?? 0,
    backlog: listens ? socket.sendQueue : null,
    message: message.slice(),
  }
}

/** A packet socket has no addresses: its EtherType stands as the local port. */
export function fromPacketDiag(socket: PacketSocket): SeenSocket {
  const { memory } = socket
  return {
    protocol: 'packet',
    key: Number(socket.cookie),
    inode: socket.inode,
    family: 0,
    state: 'close',
    localAddress: '',
    localPort: socket.protocol,
    remoteAddress: '',
    remotePort: 0,
    boundIfindex: socket.ifindex,
    v6only: false,
    uid: socket.uid,
    rcvbuf: memory?.rcvbuf ?? null,
    sndbuf: memory?.sndbuf ?? null,
    rmem: memory?.rmem ?? 0,
    wmem: memory?.wmem ?? 0,
    drops: memory?.drops ?? 0,
    backlog: null,
  }
}

export const inetFamilies = [addressFamily.inet, addressFamily.inet6] as const
