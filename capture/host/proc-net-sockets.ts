import { littleEndian } from '../netlink/attributes.js'
import { addressText } from '../netlink/addresses.js'
import { socketStates } from '../netlink/sock-diag.js'
import type { SeenSocket, SocketProtocol } from './seen-socket.js'

/**
 * /proc/net/{udp,tcp,raw,icmp}[6]: `sl: local remote st tx:rx tr:tm->when retrnsmt uid timeout inode ref pointer drops`.
 * Addresses are hexadecimal 32-bit words in the machine's byte order. TCP has no drops column.
 */
export function parseProcNetSockets(
  protocol: Exclude<SocketProtocol, 'packet'>,
  text: string,
): readonly SeenSocket[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const local = endpoint(fields[1])
    const remote = endpoint(fields[2])
    const [wmem, rmem] = (fields[4] ?? '').split(':').map((hex) => Number.parseInt(hex, 16))
    const inode = Number(fields[9])
    if (local === undefined || remote === undefined || !Number.isInteger(inode)) return []
    const state = socketStates[Number.parseInt(fields[3] ?? '', 16)] ?? fields[3] ?? ''
    // A listener's tx_queue and rx_queue are not bytes; rx_queue is the accept queue's length.
    return [
      {
        protocol,
        key: -inode,
        inode,
        family: local.family,
        state,
        localAddress: local.address,
        localPort: local.port,
        remoteAddress: remote.address,
        remotePort: remote.port,
        boundIfindex: 0,
        v6only: false,
        uid: Number(fields[7] ?? 0),
        rcvbuf: null,
        sndbuf: null,
        rmem: rmem ?? 0,
        wmem: wmem ?? 0,
        drops: protocol === 'tcp' ? 0 : Number(fields[12] ?? 0),
        backlog: null,
      },
    ]
  })
}

/** /proc/net/packet: `sk RefCnt Type Proto Iface R Rmem User Inode`. */
export function parseProcNetPacket(text: string): readonly SeenSocket[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.trim().split(/\s+/)
    const inode = Number(fields[8])
    if (fields.length < 9 || !Number.isInteger(inode)) return []
    return [
      {
        protocol: 'packet' as const,
        key: -inode,
        inode,
        family: 0,
        state: 'close',
        localAddress: '',
        localPort: Number.parseInt(fields[3] ?? '0', 16),
        remoteAddress: '',
        remotePort: 0,
        boundIfindex: Number(fields[4] ?? 0),
        v6only: false,
        uid: Number(fields[7] ?? 0),
        rcvbuf: null,
        sndbuf: null,
        rmem: Number(fields[6] ?? 0),
        wmem: 0,
        drops: 0,
        backlog: null,
      },
    ]
  })
}

interface Endpoint {
  readonly family: 4 | 6
  readonly address: string
  readonly port: number
}

function endpoint(text: string | undefined): Endpoint | undefined {
  const [, hex, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(text ?? '') ?? []
  if (hex === undefined || port === undefined) return undefined
  const bytes = Buffer.from(hex, 'hex')
  return {
    family: bytes.length === 4 ? 4 : 6,
    address: addressText(littleEndian ? bytes.swap32() : bytes),
    port: Number.parseInt(port, 16),
  }
}
