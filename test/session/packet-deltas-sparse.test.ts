import assert from 'node:assert/strict'
import { capturedPackets } from '../../session/captured-packets.js'
import { packedPackets } from '../../session/pack-packets.js'
import { packetDeltasHeader, packetFlag, packetRecords } from '../../session/packet-deltas.js'
import { damaged, recordsOf } from './packed-frames.js'
import { randomBytes, samples } from './packet/frames.js'

/** Of a flood: what differs is the IPv4 id and the checksum of the IPv4 header. */
const flood = (count: number): readonly Uint8Array[] =>
  Array.from({ length: count }, (_, index) => {
    const frame = Uint8Array.from(samples.udp4)
    const view = new DataView(frame.buffer)
    view.setUint16(18, index)
    view.setUint16(24, 0x2000 - index)
    return frame
  })

const bytesAPacket = (frames: readonly Uint8Array[]): number =>
  (packedPackets(recordsOf(frames), 1).length - packetDeltasHeader.size) / frames.length

/** Two packets at the same time, three times eight bytes each: `second` as the block shall have it. */
function pair(second: readonly number[]): Uint8Array {
  const frame = randomBytes(1, 24)
  const whole = packedPackets(
    recordsOf([frame, frame], () => 0),
    1,
  )
  const packet = packetDeltasHeader.size + 4 + frame.length
  return Uint8Array.from([...whole.subarray(0, packet), 0, ...second])
}

const oneBack = 4 | packetFlag.sparse

describe('sparse packets', () => {
  it('take half the room where a few bytes differ', () => {
    const frames = flood(500)
    const records = recordsOf(frames)
    assert.deepEqual(packetRecords(packedPackets(records, 1)), records)
    const bytes = bytesAPacket(frames)
    assert.ok(bytes < 12, `${bytes} bytes a packet`)
  })

  it('are not written where whole words are shorter', () => {
    const frames = Array.from({ length: 100 }, (_, index) =>
      Uint8Array.from([...samples.udp4.subarray(0, 48), ...randomBytes(index, 40)]),
    )
    const records = recordsOf(frames)
    assert.deepEqual(packetRecords(packedPackets(records, 1)), records)
    // four bytes of time, one of the reference, two of bits, five words; the first packet whole
    const words = (3 + 88 + 99 * (4 + 1 + 2 + 40)) / 100
    assert.ok(bytesAPacket(frames) <= words + 0.05, `${bytesAPacket(frames)} of ${words}`)
  })

  it('have of each word what differs, lowest byte first', () => {
    const [before, after] = [0, 1].map((index) =>
      capturedPackets(
        packetRecords(pair([oneBack, 0b101, 0b0001_0010, 0xff, 0x01, 0x80, 0x10])),
      ).bytes(index),
    )
    const difference = after?.map((byte, index) => byte ^ (before?.[index] ?? 0))
    const expected = new Uint8Array(24)
    expected.set([0xff, 0, 0, 0x01], 1)
    expected[23] = 0x10
    assert.deepEqual(difference, expected)
  })

  it('may have nothing that differs', () => {
    const packets = capturedPackets(packetRecords(pair([oneBack, 0])))
    assert.deepEqual(packets.bytes(1), packets.bytes(0))
  })

  for (const [what, second] of [
    ['a word of which no byte differs', [oneBack, 0b1, 0]],
    ['a byte that does not differ', [oneBack, 0b1, 0b11, 5, 0]],
    ['a word beyond their end', [oneBack, 0b1000, 0b1, 5]],
    ['no mask', [oneBack, 0b1]],
    ['no bytes', [oneBack, 0b1, 0b11]],
    ['too few bytes', [oneBack, 0b11, 0b1, 5, 0b11, 5]],
    ['too many bytes', [oneBack, 0b1, 0b1, 5, 5]],
    ['whole words where they say bytes', [oneBack, 0b1, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['bytes where they say whole words', [4, 0b1, 0b1, 5]],
    ['a packet before the first', [8 | packetFlag.sparse, 0b1, 0b1, 5]],
    ['a packet far beyond all', [0x86, 0x80, 0x80, 0x80, 0x10, 0b1, 0b1, 5]],
  ] as const)
    it(`with ${what} are refused`, () => {
      assert.throws(() => packetRecords(pair(second)), damaged)
    })
})
