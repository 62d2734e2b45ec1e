/** Rows on the clock of the whole recording, as the file that begins at `startNs` has them. */
import { dropRecord } from '../../../session/drop-record.js'
import { packedPackets } from '../../../session/pack-packets.js'
import {
  isPacketDeltas,
  packetDeltasHeader,
  packetRecords,
} from '../../../session/packet-deltas.js'
import { packetRecord, packetRecordSize } from '../../../session/packet-record.js'
import type { Row } from '../../../session/tables.js'

interface FromTo {
  readonly from_ns: number
  readonly to_ns: number | null
}

/** What began before the file did was there from its first moment. */
export const rebasedSpan = <R extends FromTo>(row: R, startNs: number): R => ({
  ...row,
  from_ns: Math.max(0, row.from_ns - startNs),
  to_ns: row.to_ns === null ? null : Math.max(0, row.to_ns - startNs),
})

export const rebasedAt = <R extends { readonly at_ns: number }>(row: R, startNs: number): R => ({
  ...row,
  at_ns: row.at_ns - startNs,
})

export function rebasedDropBlock(row: Row<'drop_block'>, startNs: number): Row<'drop_block'> {
  if (startNs === 0) return row
  const { data } = row
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  for (let at = 0; at + dropRecord.size <= data.byteLength; at += dropRecord.size) {
    shift(view, at + dropRecord.atNs, startNs)
  }
  return rebasedBlock(row, startNs)
}

export function rebasedPacketBlock(row: Row<'packet_block'>, startNs: number): Row<'packet_block'> {
  if (startNs === 0) return row
  return rebasedBlock({ ...row, data: rebasedPackets(row, startNs) }, startNs)
}

function rebasedPackets({ data, link_type }: Row<'packet_block'>, startNs: number): Uint8Array {
  // The capture process writes no others.
  if (!isPacketDeltas(data)) throw new TypeError('packets that are not written as differences')
  const header = new DataView(data.buffer, data.byteOffset)
  if (header.getFloat64(packetDeltasHeader.atNs, true) >= startNs) {
    // All times follow from that of the first packet.
    shift(header, packetDeltasHeader.atNs, startNs)
    return data
  }
  const records = packetRecords(data)
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
  for (let at = 0; at + packetRecord.headerSize <= records.byteLength;) {
    shift(view, at + packetRecord.atNs, startNs)
    at += packetRecordSize(view.getUint32(at + packetRecord.captured, true))
  }
  return packedPackets(records, link_type)
}

const rebasedBlock = <R extends { readonly from_ns: number; readonly to_ns: number }>(
  row: R,
  startNs: number,
): R => ({
  ...row,
  from_ns: Math.max(0, row.from_ns - startNs),
  to_ns: Math.max(0, row.to_ns - startNs),
})

/** In place: whoever adds a block gives its memory away. */
function shift(view: DataView, offset: number, startNs: number): void {
  view.setFloat64(offset, Math.max(0, view.getFloat64(offset, true) - startNs), true)
}
