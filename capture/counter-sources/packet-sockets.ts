import { NetlinkError } from '../netlink/message.js'
import { packetDiagRequest, parsePacketSocket } from '../netlink/packet-diag.js'
import type { CounterContext, CounterReading, CounterSource } from '../source.js'

const netlinkSockDiag = 4
const sockDiagByFamily = 20

/**
 * Names as 'packet:28914.drops', by the socket's inode. Only sockets that have dropped: one that starts later is found
 * then and has counted from zero. Reading does not reset it, unlike PACKET_STATISTICS, which is its owner's.
 */
export const parse = (payloads: readonly Uint8Array[]): readonly CounterReading[] =>
  payloads.flatMap((payload) => {
    const socket = parsePacketSocket(payload)
    const value = socket?.memory?.drops ?? 0
    return socket === undefined || value === 0
      ? []
      : [{ name: `packet:${socket.inode}.drops`, value }]
  })

function read(context: CounterContext): readonly CounterReading[] | undefined {
  try {
    return parse(context.dump(sockDiagByFamily, packetDiagRequest(), netlinkSockDiag))
  } catch (error) {
    // packet_diag is a module of its own, which is not everywhere
    if (error instanceof NetlinkError && ['ENOENT', 'EINVAL', 'EOPNOTSUPP'].includes(error.code))
      return undefined
    throw error
  }
}

const source: CounterSource = {
  name: 'packet-sockets',
  title: 'Drops of each packet socket: sniffers and the like (packet_diag)',
  scope: 'namespace',
  every: 4,
  read,
  missing: 'the kernel has no packet_diag: what sniffers miss is not counted',
  optional: true,
}
export default source
