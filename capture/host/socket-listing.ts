import { NetlinkError } from '../netlink/message.js'
import { packetDiagRequest, parsePacketSocket } from '../netlink/packet-diag.js'
import {
  inetDiagRequest,
  inetSocketKey,
  ipProtocol,
  parseInetSocket,
  stateBit,
} from '../netlink/sock-diag.js'
import { parseProcNetPacket, parseProcNetSockets } from './proc-net-sockets.js'
import { readIfThere } from './read-proc.js'
import type { SockDiagVisit } from './sock-diag-visit.js'
import { fromInetDiag, fromPacketDiag, inetFamilies, type SeenSocket } from './seen-socket.js'

export interface SocketListing {
  readonly sockets: readonly SeenSocket[]
  /** More sockets than `limit`: the rest is missing. */
  readonly cut: boolean
  /** They changed each time they were read: some may be missing. */
  readonly interrupted: boolean
  /** sock_diag lacks a module: read from /proc/net, which tells neither rcvbuf nor accept queue. */
  readonly fallback: boolean
}

const whole = { cut: false, interrupted: false } as const

const allStates = 0xffffffff
/** TIME-WAIT sockets belong to nobody any more and come by ten thousands. */
const tcpStates = allStates & ~stateBit('time-wait')

export const listUdpSockets = (visit: SockDiagVisit, limit: number): SocketListing =>
  inet(visit, 'udp', ipProtocol.udp, allStates, limit)

export const listRawSockets = (visit: SockDiagVisit, limit: number): SocketListing =>
  inet(visit, 'raw', ipProtocol.raw, allStates, limit)

export const listTcpListeners = (visit: SockDiagVisit, limit: number): SocketListing =>
  inet(visit, 'tcp', ipProtocol.tcp, stateBit('listen'), limit)

export const listTcpSockets = (visit: SockDiagVisit, limit: number): SocketListing =>
  inet(visit, 'tcp', ipProtocol.tcp, tcpStates >>> 0, limit)

export function listPacketSockets(visit: SockDiagVisit, limit: number): SocketListing {
  try {
    const { bodies, cut, interrupted } = visit.dump(packetDiagRequest(), limit)
    const sockets = bodies.flatMap((body) => {
      const parsed = parsePacketSocket(body)
      return parsed === undefined ? [] : [fromPacketDiag(parsed)]
    })
    return { sockets, cut, interrupted, fallback: false }
  } catch (error) {
    if (!isMissing(error)) throw error
    const text = readIfThere('/proc/thread-self/net/packet') ?? ''
    return { sockets: parseProcNetPacket(text), ...whole, fallback: true }
  }
}

/** Ping sockets have no diag interface. */
export function listPingSockets(): SocketListing {
  const sockets = (['icmp', 'icmp6'] as const).flatMap((file) =>
    parseProcNetSockets('icmp', readIfThere(`/proc/thread-self/net/${file}`) ?? ''),
  )
  return { sockets, ...whole, fallback: false }
}

function inet(
  visit: SockDiagVisit,
  protocol: 'udp' | 'tcp' | 'raw',
  number: number,
  states: number,
  limit: number,
): SocketListing {
  const families = inetFamilies.filter((family) => visit.inUse.maybe(protocol, family))
  try {
    return merge(
      families.map((family) => {
        const { bodies, cut, interrupted } = visit.dump(
          inetDiagRequest(family, number, states),
          limit,
        )
        const sockets = bodies.flatMap((body) => inetSocket(visit, protocol, body) ?? [])
        return { sockets, cut, interrupted, fallback: false }
      }),
    )
  } catch (error) {
    if (!isMissing(error)) throw error
    const sockets = [protocol, `${protocol}6`].flatMap((file) =>
      parseProcNetSockets(protocol, readIfThere(`/proc/thread-self/net/${file}`) ?? ''),
    )
    return { sockets, ...whole, fallback: true }
  }
}

function inetSocket(
  visit: SockDiagVisit,
  protocol: 'udp' | 'tcp' | 'raw',
  body: Uint8Array,
): SeenSocket | undefined {
  const known = visit.known(inetSocketKey(body))
  if (known?.message !== undefined && Buffer.compare(known.message, body) === 0) return known
  const parsed = parseInetSocket(body)
  return parsed === undefined ? undefined : fromInetDiag(protocol, parsed, body)
}

/** ENOENT: no module for this protocol. EINVAL: a kernel older than the request. */
const isMissing = (error: unknown): boolean =>
  error instanceof NetlinkError && ['ENOENT', 'EINVAL', 'EOPNOTSUPP'].includes(error.code)

const merge = (listings: readonly SocketListing[]): SocketListing => ({
  sockets: listings.flatMap((listing) => listing.sockets),
  cut: listings.some((listing) => listing.cut),
  interrupted: listings.some((listing) => listing.interrupted),
  fallback: listings.some((listing) => listing.fallback),
})
