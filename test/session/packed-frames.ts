/** Frames as records of packet-record.ts, to be packed. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../session/package-root.js'
import { packetRecord, packetRecordSize } from '../../session/packet-record.js'

/** Records a millisecond apart, or at the times given. */
export function recordsOf(
  frames: readonly Uint8Array[],
  atNs = (index: number): number => 5e9 + index * 1e6,
): Uint8Array {
  const size = frames.reduce((sum, frame) => sum + packetRecordSize(frame.length), 0)
  const data = new Uint8Array(size)
  const view = new DataView(data.buffer)
  let at = 0
  for (const [index, frame] of frames.entries()) {
    view.setFloat64(at + packetRecord.atNs, atNs(index), true)
    view.setUint32(at + packetRecord.length, frame.length, true)
    view.setUint32(at + packetRecord.captured, frame.length, true)
    data.set(frame, at + packetRecord.headerSize)
    at += packetRecordSize(frame.length)
  }
  return data
}

/** Copies of a frame, whose last bytes are 0, 1, 2 and so on. */
export const numbered = (frame: Uint8Array, count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => {
    const copy = Uint8Array.from(frame)
    copy[copy.length - 1] = index
    return copy
  })

/**
 * A block of 13 packets as version 3 of the schema has them: written by the recorder's PacketDeltas at commit 71fc0e9, the last
 * before there were sparse packets. Of which frames: packet-deltas-older.test.ts.
 */
export function olderBlock(): Uint8Array {
  const path = join(packageRoot, 'fixtures/raw/packet_block/schema-3.hex')
  return Uint8Array.from(Buffer.from(readFileSync(path, 'utf8').replace(/\s/g, ''), 'hex'))
}

/** How a block is refused. */
export const damaged = { name: 'DropcorrError', exitCode: 4, why: /^packet_block\.data / }
