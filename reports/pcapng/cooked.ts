import { etherType } from '../../session/packet/numbers.js'
import type { DroppedPacket } from './dropped-packets.js'

/** LINKTYPE_LINUX_SLL2: carries any protocol, with or without a MAC header, and says on which interface. */
export const cookedLinkType = 276
const headerSize = 20
/** The only hardware type of which a drop's head keeps an address. */
const ethernet = 1

/** A dropped packet behind a "Linux cooked" header. */
export function cookedPacket(packet: DroppedPacket, ifindex: number): Uint8Array {
  const bytes = Buffer.alloc(headerSize + packet.network.length)
  // A session is hostile input: of what does not fit the low bits are kept.
  bytes.writeUInt16BE(packet.etherType & 0xffff, 0)
  bytes.writeUInt32BE(ifindex >>> 0, 4)
  bytes.writeUInt16BE(ethernet, 8)
  bytes.writeUInt8(packet.packetType, 10)
  bytes.writeUInt8(packet.sourceMac.length, 11)
  bytes.set(packet.sourceMac, 12)
  bytes.set(packet.network, headerSize)
  return bytes
}

/** Length it had on the wire, behind that header: skb->len no longer counts headers that were taken off. */
export function cookedLength({ network, etherType, length }: DroppedPacket): number {
  return headerSize + Math.max(network.length, ipLength(network, etherType) ?? length)
}

function ipLength(network: Uint8Array, type: number): number | undefined {
  const at = (offset: number): number => (network[offset] ?? 0) * 256 + (network[offset + 1] ?? 0)
  if (type === etherType.ipv4 && network.length >= 20) return at(2)
  if (type === etherType.ipv6 && network.length >= 40) return 40 + at(4)
  return undefined
}
