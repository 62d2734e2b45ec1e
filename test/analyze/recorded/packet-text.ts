/** Packets of packet_block.data as rows with their bytes in hex, and back. */
import { capturedPackets } from '../../../session/captured-packets.js'
import { packetRecords } from '../../../session/packet-deltas.js'
import { packetRecord, packetRecordSize } from '../../../session/packet-record.js'
import type { Row } from '../../../session/tables.js'
import type { Scalar } from './session-text.js'

export const packetColumns = ['netns', 'ifindex', 'link_type', 'atNs', 'length', 'bytes'] as const

export interface Packet {
  readonly netns: number
  readonly ifindex: number
  readonly linkType: number
  readonly atNs: number
  /** On the wire. */
  readonly length: number
  readonly bytes: Uint8Array
}

export function packetsOf(blocks: readonly Row<'packet_block'>[]): Packet[] {
  return blocks.flatMap(({ netns, ifindex, link_type: linkType, data }) => {
    const packets = capturedPackets(packetRecords(data))
    return Array.from({ length: packets.count }, (_, i) => ({
      netns,
      ifindex,
      linkType,
      atNs: packets.atNs(i),
      length: packets.length(i),
      bytes: packets.bytes(i),
    }))
  })
}

export const packetRow = (p: Packet): Scalar[] => [
  p.netns,
  p.ifindex,
  p.linkType,
  p.atNs,
  p.length,
  Buffer.from(p.bytes).toString('hex'),
]

/** One block for each interface, ids from 1. */
export function packetBlocks(rows: readonly (readonly Scalar[])[]): Row<'packet_block'>[] {
  const byInterface = new Map<string, Packet[]>()
  for (const [netns, ifindex, linkType, atNs, length, hex] of rows) {
    const numbers = { netns, ifindex, linkType, atNs, length }
    const packet = { ...(numbers as Omit<Packet, 'bytes'>), bytes: Buffer.from(String(hex), 'hex') }
    const key = [netns, ifindex, linkType].join(' ')
    byInterface.set(key, [...(byInterface.get(key) ?? []), packet])
  }
  return [...byInterface.values()].map((packets, index) => block(index + 1, packets))
}

function block(id: number, packets: readonly Packet[]): Row<'packet_block'> {
  const times = packets.map((p) => Math.round(p.atNs))
  const [first] = packets
  if (first === undefined) throw new RangeError('a block without packets')
  return {
    id,
    netns: first.netns,
    ifindex: first.ifindex,
    link_type: first.linkType,
    from_ns: Math.min(...times),
    to_ns: Math.max(...times),
    packets: packets.length,
    bytes: packets.reduce((sum, p) => sum + p.length, 0),
    data: blockData(packets),
  }
}

function blockData(packets: readonly Packet[]): Uint8Array {
  const size = packets.reduce((sum, p) => sum + packetRecordSize(p.bytes.length), 0)
  const data = new Uint8Array(size)
  const view = new DataView(data.buffer)
  let at = 0
  for (const { atNs, length, bytes } of packets) {
    view.setFloat64(at + packetRecord.atNs, atNs, true)
    view.setUint32(at + packetRecord.length, length, true)
    view.setUint32(at + packetRecord.captured, bytes.length, true)
    data.set(bytes, at + packetRecord.headerSize)
    at += packetRecordSize(bytes.length)
  }
  return data
}
