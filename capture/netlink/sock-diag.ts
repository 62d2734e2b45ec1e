import { parseAttributes, littleEndian, viewOf } from './attributes.js'
import { addressText } from './addresses.js'
import { ipVersion } from './address-message.js'

/** NETLINK_SOCK_DIAG, for `openNetlink`. */
export const netlinkSockDiag = 4

/** SOCK_DIAG_BY_FAMILY */
export const sockDiagByFamily = 20

export const ipProtocol = { tcp: 6, udp: 17, raw: 255 } as const

/** TCP states as the kernel numbers them and ss(8) names them; UDP and raw sockets use 'established' and 'close'. */
export const socketStates = [
  '',
  'established',
  'syn-sent',
  'syn-recv',
  'fin-wait-1',
  'fin-wait-2',
  'time-wait',
  'close',
  'close-wait',
  'last-ack',
  'listen',
  'closing',
  'syn-recv',
] as const

export const stateBit = (state: (typeof socketStates)[number]): number =>
  1 << socketStates.indexOf(state)

export interface SocketMemory {
  readonly rmem: number
  readonly rcvbuf: number
  readonly wmem: number
  readonly sndbuf: number
  readonly backlogBytes: number
  readonly drops: number
}

/** An IP socket, from inet_diag. */
export interface InetSocket {
  readonly family: 4 | 6
  readonly state: string
  readonly localAddress: string
  readonly localPort: number
  readonly remoteAddress: string
  readonly remotePort: number
  readonly boundIfindex: number
  /** Unique within a namespace for as long as it runs; inodes are reused. */
  readonly cookie: bigint
  /** Receive queue in bytes; of a listener, connections waiting to be accepted. */
  readonly receiveQueue: number
  /** Send queue in bytes; of a listener, the limit of its accept queue. */
  readonly sendQueue: number
  readonly uid: number
  readonly inode: number
  readonly v6only: boolean
  /** Undefined for sockets without a full sock (TIME-WAIT, embryonic). */
  readonly memory: SocketMemory | undefined
}

const requestBytes = 56
const inetDiagMsgBytes = 72
const cookieAt = 44
const inetDiag = { skMemInfo: 7, v6only: 11 } as const

/** struct inet_diag_req_v2. `states` is a mask of `stateBit`; family is AF_INET or AF_INET6. */
export function inetDiagRequest(family: number, protocol: number, states: number): Uint8Array {
  const body = new Uint8Array(requestBytes)
  body[0] = family
  body[1] = protocol
  body[2] = 1 << (inetDiag.skMemInfo - 1)
  viewOf(body).setUint32(4, states, littleEndian)
  return body
}

/** The cookie as a number, 0 if the message is too short to have one. */
export const inetSocketKey = (body: Uint8Array): number =>
  body.length < inetDiagMsgBytes ? 0 : Number(viewOf(body).getBigUint64(cookieAt, littleEndian))

export function parseInetSocket(body: Uint8Array): InetSocket | undefined {
  if (body.length < inetDiagMsgBytes) return undefined
  const family = ipVersion(body[0] ?? 0)
  if (family === undefined) return undefined
  const view = viewOf(body)
  const attributes = parseAttributes(body, inetDiagMsgBytes)
  const addressBytes = family === 4 ? 4 : 16
  return {
    family,
    state: socketStates[body[1] ?? 0] ?? String(body[1]),
    localAddress: addressText(body.subarray(8, 8 + addressBytes)),
    localPort: view.getUint16(4),
    remoteAddress: addressText(body.subarray(24, 24 + addressBytes)),
    remotePort: view.getUint16(6),
    boundIfindex: view.getUint32(40, littleEndian),
    cookie: view.getBigUint64(cookieAt, littleEndian),
    receiveQueue: view.getUint32(56, littleEndian),
    sendQueue: view.getUint32(60, littleEndian),
    uid: view.getUint32(64, littleEndian),
    inode: view.getUint32(68, littleEndian),
    v6only: attributes.u8(inetDiag.v6only) === 1,
    memory: parseSocketMemory(attributes.bytes(inetDiag.skMemInfo)),
  }
}

/** SK_MEMINFO_ words; kernels before 4.7 end before the drops. */
export function parseSocketMemory(bytes: Uint8Array | undefined): SocketMemory | undefined {
  if (bytes === undefined || bytes.length < 16) return undefined
  const view = viewOf(bytes)
  const word = (index: number): number =>
    bytes.length >= index * 4 + 4 ? view.getUint32(index * 4, littleEndian) : 0
  return {
    rmem: word(0),
    rcvbuf: word(1),
    wmem: word(2),
    sndbuf: word(3),
    backlogBytes: word(7),
    drops: word(8),
  }
}
