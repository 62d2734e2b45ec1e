/** Reads `packet_block.data` by accessors. Layout: packet-record.ts. */
import type { DropcorrError } from './dropcorr-error.js'
import { damagedBlock } from './not-a-session.js'
import { packetRecord, packetRecordSize } from './packet-record.js'

/** Each accessor takes the index of a packet, from 0 to count - 1. */
export interface CapturedPackets {
  readonly count: number
  atNs(index: number): number
  /** Length on the wire. */
  length(index: number): number
  /** The bytes kept; a view, not a copy. */
  bytes(index: number): Uint8Array
}

/** Throws DropcorrError, exit 4, if a record reaches beyond the block. */
export function capturedPackets(data: Uint8Array): CapturedPackets {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const offsets = recordOffsets(view)
  const at = (index: number): number => {
    const offset = offsets[index]
    if (offset === undefined) throw new RangeError(`packet_block.data has no packet ${index}`)
    return offset
  }
  return {
    count: offsets.length,
    atNs: (index) => view.getFloat64(at(index) + packetRecord.atNs, true),
    length: (index) => view.getUint32(at(index) + packetRecord.length, true),
    bytes: (index) => {
      const start = at(index) + packetRecord.headerSize
      return data.subarray(start, start + view.getUint32(at(index) + packetRecord.captured, true))
    },
  }
}

function recordOffsets(view: DataView): Uint32Array {
  // At least a header each.
  const offsets = new Uint32Array(Math.floor(view.byteLength / packetRecord.headerSize))
  let count = 0
  let offset = 0
  while (offset < view.byteLength) {
    if (offset + packetRecord.headerSize > view.byteLength) throw cutOff(offset)
    const captured = view.getUint32(offset + packetRecord.captured, true)
    // Compared before it is padded: the padding of 2^32 - 1 overflows 32 bits.
    if (captured > view.byteLength - offset - packetRecord.headerSize) throw cutOff(offset)
    offsets[count++] = offset
    offset += packetRecordSize(captured)
  }
  return offsets.subarray(0, count)
}

const cutOff = (offset: number): DropcorrError =>
  damagedBlock(`packet_block.data: the record at byte ${offset} is cut off`)
