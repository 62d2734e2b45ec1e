import { littleEndian, parseAttributes, viewOf } from './attributes.js'
import { parseSocketMemory, type SocketMemory } from './sock-diag.js'
import { addressFamily } from './rtnetlink.js'

/** A packet socket (a sniffer, DHCP client …), from packet_diag. */
export interface PacketSocket {
  /** EtherType asked for, 3 = all. */
  readonly protocol: number
  readonly inode: number
  readonly cookie: bigint
  readonly ifindex: number
  readonly uid: number
  readonly memory: SocketMemory | undefined
}

const packetDiagMsgBytes = 16
const packetDiag = { info: 0, uid: 5, memInfo: 6 } as const
/** PACKET_SHOW_INFO | PACKET_SHOW_MEMINFO */
const show = 0x1 | 0x10

/** struct packet_diag_req: u8 family, u8 protocol, u16 pad, u32 inode, u32 show, u32 cookie[2]. */
export function packetDiagRequest(): Uint8Array {
  const body = new Uint8Array(20)
  body[0] = addressFamily.packet
  viewOf(body).setUint32(8, show, littleEndian)
  return body
}

export function parsePacketSocket(body: Uint8Array): PacketSocket | undefined {
  if (body.length < packetDiagMsgBytes || body[0] !== addressFamily.packet) return undefined
  const view = viewOf(body)
  const attributes = parseAttributes(body, packetDiagMsgBytes)
  return {
    protocol: view.getUint16(2, littleEndian),
    inode: view.getUint32(4, littleEndian),
    cookie: view.getBigUint64(8, littleEndian),
    ifindex: attributes.u32(packetDiag.info) ?? 0,
    uid: attributes.u32(packetDiag.uid) ?? 0,
    memory: parseSocketMemory(attributes.bytes(packetDiag.memInfo)),
  }
}
