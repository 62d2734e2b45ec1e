import assert from 'node:assert/strict'
import { capturedPackets } from '../../session/captured-packets.js'
import { packedPackets } from '../../session/pack-packets.js'
import {
  isPacketDeltas,
  packetDeltasHeader,
  packetFlag,
  PacketRecords,
  packetRecords,
} from '../../session/packet-deltas.js'
import { packetRecord } from '../../session/packet-record.js'
import { damaged, numbered, recordsOf } from './packed-frames.js'
import { samples } from './packet/frames.js'

// How the recorder writes them: test/native/packets/packet-books.test.ts.
describe('packets as differences', () => {
  it('come out as they went in, in a fraction of the room', () => {
    const plain = recordsOf(numbered(samples.udp4, 500))
    const packed = packedPackets(plain, 1)
    assert.ok(packed.length < plain.length / 4, `${packed.length} of ${plain.length} bytes`)
    assert.deepEqual(packetRecords(packed), plain)
  })

  it('take any frame: empty, cut short, of another length than the one before', () => {
    const frames = [
      new Uint8Array(0),
      ...numbered(samples.udp6, 3),
      samples.udp6.subarray(0, 61),
      samples.udp6,
      new Uint8Array(0),
    ]
    const plain = recordsOf(frames)
    // of the first nothing was kept
    new DataView(plain.buffer).setUint32(packetRecord.length, 60, true)
    assert.deepEqual(packetRecords(packedPackets(plain, 1)), plain)
  })

  it('may come at the same time and hours apart', () => {
    const hourNs = 3.6e12
    const times = [0, 0, 1, 2 ** 28, 2 ** 28 + 2 ** 35 + 5, hourNs, hourNs + 127, 30 * hourNs]
    const plain = recordsOf(numbered(samples.udp4, times.length), (index) => times[index] ?? 0)
    assert.deepEqual(packetRecords(packedPackets(plain, 1)), plain)
  })

  it('leave nothing of one block in the next, where they are read one after the other', () => {
    const blocks = [
      numbered(samples.udp6, 40),
      // shorter than what lay there, and longer than the one before in its flow
      [samples.udp6.subarray(0, 61), samples.udp6, samples.udp6.subarray(0, 57), samples.udp4],
      numbered(samples.tcp6, 60),
    ].map((frames) => recordsOf(frames))
    const reader = new PacketRecords()
    for (const plain of blocks) assert.deepEqual(reader.of(packedPackets(plain, 1)), plain)
  })

  it('are told from records, which are passed on as they are', () => {
    const plain = recordsOf([samples.udp4])
    assert.equal(isPacketDeltas(plain), false)
    assert.equal(packetRecords(plain), plain)
    assert.equal(packetRecords(new Uint8Array(0)).length, 0)
    assert.equal(capturedPackets(packetRecords(packedPackets(new Uint8Array(0), 1))).count, 0)
  })

  it('that are cut off anywhere are refused', () => {
    const packed = packedPackets(recordsOf(numbered(samples.udp4, 3)), 1)
    for (let length = packetDeltasHeader.size; length < packed.length; length++) {
      assert.throws(() => packetRecords(packed.subarray(0, length)), damaged, String(length))
    }
    assert.throws(() => packetRecords(Uint8Array.from([...packed, 0])), damaged)
  })

  it('that claim what cannot be are refused before memory is taken for them', () => {
    const claiming = (offset: number, value: number): Uint8Array => {
      const packed = Uint8Array.from(packedPackets(recordsOf(numbered(samples.udp4, 3)), 1))
      new DataView(packed.buffer).setUint32(offset, value, true)
      return packed
    }
    for (const value of [0, 2, 8, 0xffff_fff8, 0xffff_ffff]) {
      const { packets, recordBytes } = packetDeltasHeader
      assert.throws(() => packetRecords(claiming(recordBytes, value)), damaged)
      assert.throws(() => packetRecords(claiming(packets, value)), damaged)
    }
    // as many bytes as a block may have, and eight too many of a block that has none of them
    for (const bytes of [2 << 20, (2 << 20) + 8])
      assert.throws(() => packetRecords(claiming(packetDeltasHeader.recordBytes, bytes)), {
        ...damaged,
        why: bytes > 2 << 20 ? / claims 3 packets of 2097160 bytes$/ : / at byte \d+$/,
      })
  })

  it('that differ from a packet before the first are refused', () => {
    const packed = Uint8Array.from(packedPackets(recordsOf(numbered(samples.udp4, 2)), 1))
    const second = packetDeltasHeader.size + 4 + samples.udp4.length
    assert.equal(packed[second + 3], 4 | packetFlag.sparse, 'one back')
    packed[second + 3] = 8 | packetFlag.sparse
    assert.throws(() => packetRecords(packed), damaged)
  })

  it('with a number that goes on beyond 56 bits are refused', () => {
    const packed = packedPackets(recordsOf([samples.udp4]), 1)
    const endless = Uint8Array.from({ length: 12 }, () => 0x80)
    const head = packed.subarray(0, packetDeltasHeader.size)
    assert.throws(() => packetRecords(Uint8Array.from([...head, ...endless, 1])), {
      ...damaged,
      why: /at byte 32$/,
    })
  })
})
