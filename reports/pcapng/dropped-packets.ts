import { dropRecord } from '../../session/drop-record.js'
import {
  ipVersionEtherType,
  locateNetwork,
  locatedOffset,
  locatedType,
} from '../../session/packet/link-layer.js'
import { linkType } from '../../session/packet/numbers.js'
import type { SessionReader } from '../../session/reader.js'
import { packetSignature } from './signature.js'

/** A detail of a drop, as far as an export needs it. */
export interface DroppedPacket {
  readonly atNs: number
  readonly key: number
  readonly flow: number
  /** skb->len: without the headers that the stack has taken off. */
  readonly length: number
  readonly incomingIfindex: number
  /** From the network header on; empty if no header was kept. */
  readonly network: Uint8Array
  readonly etherType: number
  /** Source MAC, where the MAC header was kept. */
  readonly sourceMac: Uint8Array
  /** PACKET_HOST 0 … PACKET_OUTGOING 4 */
  readonly packetType: number
  readonly signature: number | undefined
}

/** Details of the drops of `source` in order of time within each block, one block at a time in memory. */
export async function* droppedPackets(
  reader: SessionReader,
  source: string,
  protocols: ReadonlyMap<number, number>,
): AsyncGenerator<DroppedPacket> {
  for await (const { data, source: of } of reader.blocks('drop_block')) {
    if (of !== source) continue
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const records = Math.floor(data.byteLength / dropRecord.size)
    const offsets = Array.from({ length: records }, (_, i) => i * dropRecord.size)
    // The ring hands over the CPUs' records as they came in: nearly in order.
    offsets.sort((a, b) => view.getFloat64(a, true) - view.getFloat64(b, true))
    for (const offset of offsets) yield droppedPacket(view, offset, protocols)
  }
}

function droppedPacket(
  view: DataView,
  at: number,
  protocols: ReadonlyMap<number, number>,
): DroppedPacket {
  const r = dropRecord
  const key = view.getUint32(at + r.key, true)
  const headStart = view.getUint8(at + r.headStart)
  const headLength = Math.min(view.getUint8(at + r.headLength), r.headSize)
  const head = new Uint8Array(view.buffer, view.byteOffset + at + r.head, headLength)
  const protocol = protocols.get(key) ?? 0
  const located = locate(head, headStart, view.getUint16(at + r.networkOffset, true), protocol)
  const network = located === undefined ? head.subarray(headLength) : head.subarray(located.offset)
  const etherType = located?.etherType ?? protocol
  return {
    atNs: view.getFloat64(at + r.atNs, true),
    key,
    flow: view.getUint32(at + r.flow, true),
    length: view.getUint32(at + r.length, true),
    incomingIfindex: view.getUint32(at + r.incomingIfindex, true),
    network,
    etherType,
    sourceMac: headStart === 1 && headLength >= 12 ? head.subarray(6, 12) : head.subarray(0, 0),
    packetType: view.getUint8(at + r.packetType),
    signature: packetSignature(network, 0, network.length, etherType),
  }
}

/** Network header in a drop's head; see decodeDropHead for what headStart and 0xffff mean. */
function locate(
  head: Uint8Array,
  headStart: number,
  networkOffset: number,
  protocol: number,
): { readonly offset: number; readonly etherType: number } | undefined {
  if (headStart === 0 || head.length === 0) return undefined
  const at = headStart === 2 ? 0 : networkOffset
  if (at < head.length) {
    const etherType = ipVersionEtherType(head, at, head.length)
    // skb->protocol is not set on all ways out.
    return { offset: at, etherType: protocol === 0 ? etherType : protocol }
  }
  const located = locateNetwork(head, 0, head.length, linkType.ethernet)
  return located < 0
    ? undefined
    : { offset: locatedOffset(located), etherType: locatedType(located) }
}
