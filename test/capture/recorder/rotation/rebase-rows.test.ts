import assert from 'node:assert/strict'
import { rebasedPacketBlock } from '../../../../capture/recorder/rotation/rebase-rows.js'
import { capturedPackets } from '../../../../session/captured-packets.js'
import { packedPackets } from '../../../../session/pack-packets.js'
import { packetRecords } from '../../../../session/packet-deltas.js'
import { packetRecord, packetRecordSize } from '../../../../session/packet-record.js'
import { exampleRow } from '../../../session/example-rows.js'
import { samples } from '../../../session/packet/frames.js'

const second = 1e9

/** Times of the packets of a block, once it is in a file that was begun after ten seconds. */
function rebased(timesNs: readonly number[]): readonly number[] {
  const frame = samples.udp4
  const size = packetRecordSize(frame.length)
  const records = new Uint8Array(timesNs.length * size)
  const view = new DataView(records.buffer)
  for (const [index, atNs] of timesNs.entries()) {
    view.setFloat64(index * size + packetRecord.atNs, atNs, true)
    view.setUint32(index * size + packetRecord.captured, frame.length, true)
    records.set(frame, index * size + packetRecord.headerSize)
  }
  const row = exampleRow('packet_block', 1, { link_type: 1, data: packedPackets(records, 1) })
  const packets = capturedPackets(packetRecords(rebasedPacketBlock(row, 10 * second).data))
  return timesNs.map((_, index) => packets.atNs(index))
}

describe('packets in a file that was begun later than the recording', () => {
  it('have times of that file', () => {
    assert.deepEqual(rebased([11 * second, 12.5 * second]), [second, 2.5 * second])
  })

  it('are there from its first moment if they are late, and only those', () => {
    assert.deepEqual(rebased([second, 9 * second, 12 * second]), [0, 0, 2 * second])
  })
})
