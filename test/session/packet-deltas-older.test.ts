import assert from 'node:assert/strict'
import { packedPackets } from '../../session/pack-packets.js'
import { isPacketDeltas, packetDeltasHeader, PacketRecords } from '../../session/packet-deltas.js'
import { SessionReader } from '../../session/reader.js'
import { openFlags, SqliteDatabase } from '../../session/sqlite.js'
import { SessionWriter } from '../../session/writer.js'
import { exampleRow } from './example-rows.js'
import { damaged, numbered, olderBlock, recordsOf } from './packed-frames.js'
import { randomBytes, samples } from './packet/frames.js'
import { temporaryDirectory } from './temporary-directory.js'

/** What was given to the recorder when it wrote the block. */
const frames = [
  ...numbered(samples.udp4, 4),
  ...numbered(samples.udp6, 3),
  samples.udp6.subarray(0, 61),
  samples.udp6,
  new Uint8Array(0),
  randomBytes(1, 60),
  randomBytes(2, 60),
  samples.udp4,
]

describe('packets as differences in a session of schema 3', () => {
  const reader = new PacketRecords()
  const inDirectory = temporaryDirectory()

  it('come out of the session as they went in', async () => {
    const path = inDirectory('a.db')
    const writer = await SessionWriter.create(path, { overwrite: false })
    writer.add('packet_block', [exampleRow('packet_block', 1, { data: olderBlock() })])
    await writer.close()
    const database = await SqliteDatabase.open(path, openFlags.write)
    await database.exec('PRAGMA user_version = 3')
    await database.close()
    const session = await SessionReader.open(path)
    try {
      assert.equal(session.schemaVersion, 3)
      const read: Uint8Array[] = []
      for await (const { data } of session.passingPackets()) read.push(Uint8Array.from(data))
      assert.deepEqual(read, [recordsOf(frames)])
    } finally {
      await session.close()
    }
  })

  it('are read as before', () => {
    assert.equal(isPacketDeltas(olderBlock()), true)
    assert.deepEqual(reader.of(olderBlock()), recordsOf(frames))
  })

  it('may come before and after those of today', () => {
    const records = recordsOf(frames)
    const today = packedPackets(records, 1)
    for (const block of [today, olderBlock(), today])
      assert.deepEqual(reader.of(block), records, String(block[0]))
    assert.ok(today.length < olderBlock().length, `${today.length} bytes`)
  })

  it('that are cut off anywhere are refused', () => {
    const block = olderBlock()
    for (let length = packetDeltasHeader.size; length < block.length; length++)
      assert.throws(() => reader.of(block.subarray(0, length)), damaged, String(length))
  })

  it('are no such packets with the magic of today', () => {
    const block = olderBlock()
    block[3] = 0x32
    assert.throws(() => reader.of(block), damaged)
  })

  it('that differ from a packet before the first are refused', () => {
    const block = olderBlock()
    const second = packetDeltasHeader.size + 4 + samples.udp4.length
    assert.equal(block[second + 3], 2, 'one back')
    block[second + 3] = 4
    assert.throws(() => reader.of(block), damaged)
  })
})
