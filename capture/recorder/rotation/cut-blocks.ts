/** Blocks of details and packets, cut at the moment when one file ends and the next begins. */
import { dropRecord } from '../../../session/drop-record.js'
import { packedPackets } from '../../../session/pack-packets.js'
import { packetRecords } from '../../../session/packet-deltas.js'
import { packetRecord, packetRecordSize } from '../../../session/packet-record.js'
import type { Row } from '../../../session/tables.js'
import { detailBlocks } from '../../drop-sources/rows/detail-blocks.js'

export interface CutBlock<R> {
  readonly before: readonly R[]
  readonly after: readonly R[]
}

/** Records before `cutNs`, and those from then on. A block that is not cut is passed on as it is. */
export function cutDropBlock(row: Row<'drop_block'>, cutNs: number): CutBlock<Row<'drop_block'>> {
  if (row.to_ns < cutNs) return { before: [row], after: [] }
  if (row.from_ns >= cutNs) return { before: [], after: [row] }
  const part = (keep: (atNs: number) => boolean): readonly Row<'drop_block'>[] =>
    detailBlocks(ownBuffer(row.data), (view, offset) =>
      keep(view.getFloat64(offset + dropRecord.atNs, true)),
    ).map((block) => ({ ...row, ...block }))
  return { before: part((atNs) => atNs < cutNs), after: part((atNs) => atNs >= cutNs) }
}

/** As `cutDropBlock`. Stamps of several CPUs may be slightly out of order: each packet is looked at. */
export function cutPacketBlock(
  row: Row<'packet_block'>,
  cutNs: number,
): CutBlock<Row<'packet_block'>> {
  if (row.to_ns < cutNs && row.from_ns < cutNs) return { before: [row], after: [] }
  if (row.from_ns >= cutNs && row.to_ns >= cutNs) return { before: [], after: [row] }
  return {
    before: packetsWhere(row, (atNs) => atNs < cutNs),
    after: packetsWhere(row, (atNs) => atNs >= cutNs),
  }
}

function packetsWhere(
  row: Row<'packet_block'>,
  keep: (atNs: number) => boolean,
): readonly Row<'packet_block'>[] {
  const data = packetRecords(row.data)
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const kept = new Uint8Array(data.byteLength)
  let [used, packets, bytes] = [0, 0, 0]
  let [fromNs, toNs] = [Infinity, -Infinity]
  for (let at = 0; at + packetRecord.headerSize <= data.byteLength;) {
    const size = packetRecordSize(view.getUint32(at + packetRecord.captured, true))
    const atNs = view.getFloat64(at + packetRecord.atNs, true)
    if (keep(atNs)) {
      kept.set(data.subarray(at, at + size), used)
      used += size
      packets += 1
      bytes += view.getUint32(at + packetRecord.length, true)
      fromNs = Math.min(fromNs, atNs)
      toNs = Math.max(toNs, atNs)
    }
    at += size
  }
  if (packets === 0) return []
  const packed = packedPackets(kept.subarray(0, used), row.link_type)
  return [{ ...row, from_ns: fromNs, to_ns: toNs, packets, bytes, data: packed }]
}

const ownBuffer = (data: Uint8Array): ArrayBuffer => new Uint8Array(data).buffer
