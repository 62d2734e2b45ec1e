import assert from 'node:assert/strict'
import type {
  CaptureMessage,
  FlowSecond,
  NewFlow,
  PacketsMessage,
} from '../../../capture/packet-sources/capture-protocol.js'
import { capturedPackets } from '../../../session/captured-packets.js'
import { packedPackets } from '../../../session/pack-packets.js'
import { packetRecords } from '../../../session/packet-deltas.js'
import { flowKeyWords, flowTuple, readFlowKey } from '../../../session/packet/flow-key.js'
import { randomBytes, samples } from '../../session/packet/frames.js'
import { BookKeeping } from './book-keeping.js'

const startWallNs = 1_700_000_000_000_000_000n
const wallAt = (sessionNs: number): bigint => startWallNs + BigInt(sessionNs)
const linkTypes = [0, 1, 101, 113, 276, 127]

const blocksOf = (messages: readonly CaptureMessage[]): readonly PacketsMessage[] =>
  messages.filter((message) => message.kind === 'packets')
const flowsOf = (messages: readonly CaptureMessage[]): readonly NewFlow[] =>
  messages.flatMap((message) => (message.kind === 'newFlows' ? message.flows : []))
const secondsOf = (messages: readonly CaptureMessage[]): readonly FlowSecond[] =>
  messages.flatMap((message) => (message.kind === 'seconds' ? message.seconds : []))
const overLimitOf = (messages: readonly CaptureMessage[]): number =>
  messages.findLast((message) => message.kind === 'counts')?.overLimit ?? NaN
const sumOf = (seconds: readonly FlowSecond[]): number =>
  seconds.reduce((sum, { packets }) => sum + packets, 0)
const keyOf = (frame: Uint8Array, link: number): Uint32Array => {
  const key = new Uint32Array(flowKeyWords)
  readFlowKey(frame, 0, frame.length, link, key)
  return key
}

/** Frames as they come, some cut short, some of chance, each flow several times with a few bytes changed. */
function manyFrames(): readonly Uint8Array[] {
  const real = Object.values(samples)
  return Array.from({ length: 3000 }, (_, index) => {
    if (index % 7 === 0) return randomBytes(index, index % 140)
    const frame = Uint8Array.from(real[index % real.length] ?? [])
    frame[frame.length - 1 - (index % 5)] = index
    return index % 11 === 0 ? frame.subarray(0, index % 64) : frame
  })
}

describe('books of captured packets (C++)', function () {
  // The program is compiled.
  this.timeout(60_000)

  for (const link of linkTypes) {
    it(`keep every byte, and tell flows apart as everything else does: link type ${link}`, async () => {
      const frames = manyFrames()
      const books = new BookKeeping()
      books.open(1, link)
      for (const [index, frame] of frames.entries()) {
        const atNs = index * 1_000_003
        if (index % 100 === 0) books.beginBatch(1, wallAt(atNs + 2e8), atNs + 2e8)
        books.add(1, wallAt(atNs), frame.length + (index % 3), frame)
      }
      books.flushAll()
      const messages = await books.run({ known: 10_000, newPerSecond: 10_000 })

      let index = 0
      for (const block of blocksOf(messages)) {
        const records = packetRecords(block.data)
        const packets = capturedPackets(records)
        assert.equal(packets.count, block.packets)
        for (let i = 0; i < packets.count; i++, index++) {
          assert.deepEqual(packets.bytes(i), frames[index])
          assert.equal(packets.length(i), (frames[index]?.length ?? 0) + (index % 3))
          assert.equal(packets.atNs(i), index * 1_000_003)
        }
        assert.deepEqual(packedPackets(records, link), block.data)
      }
      assert.equal(index, frames.length)

      const expected = new Map<string, number>()
      for (const frame of frames) {
        const key = keyOf(frame, link).join()
        expected.set(key, (expected.get(key) ?? 0) + 1)
      }
      const counted = new Map<string, number>()
      const keys = new Map(flowsOf(messages).map(({ id, key }) => [id, key.join()]))
      for (const { flow, packets } of secondsOf(messages)) {
        const key = keys.get(flow) ?? ''
        counted.set(key, (counted.get(key) ?? 0) + packets)
      }
      assert.deepEqual(counted, expected)
    })
  }

  it('count packets and bytes by flow, interface and second', async () => {
    const books = new BookKeeping()
    const add = (slot: number, frame: Uint8Array, second: number, bytes: number) => {
      books.beginBatch(slot, wallAt(second * 1e9), second * 1e9)
      books.add(slot, wallAt(second * 1e9), bytes, frame)
    }
    books.open(1, 1)
    books.open(2, 1)
    add(1, samples.udp4, 4, 60)
    add(1, samples.udp4, 4, 70)
    add(2, samples.udp4, 4, 60)
    add(1, samples.udp6, 4, 80)
    add(1, samples.udp4, 5, 60)
    books.flushAll()
    const messages = await books.run()
    const [first, ...others] = flowsOf(messages)
    assert.equal(others.length, 2)
    assert.equal(first?.slot, 1)
    assert.deepEqual(flowTuple(first.key), {
      protocol: 0x0800,
      family: 4,
      proto: 17,
      src: '192.0.2.1',
      sport: 4000,
      dst: '192.0.2.2',
      dport: 53,
    })
    assert.deepEqual(
      secondsOf(messages).filter(({ flow }) => flow === first.id),
      [
        { flow: first.id, second: 4, packets: 2, bytes: 130 },
        { flow: first.id, second: 5, packets: 1, bytes: 60 },
      ],
    )
  })

  it('tell of a second once it is over, and of each only once, however long a flow goes on', async () => {
    const books = new BookKeeping()
    books.open(1, 1)
    for (let second = 4; second < 40; second++) {
      books.beginBatch(1, wallAt(second * 1e9), second * 1e9)
      books.add(1, wallAt(second * 1e9), 60, samples.udp4)
      books.flush(0n, BigInt(second))
    }
    const seconds = secondsOf(await books.run())
    assert.deepEqual(
      seconds.map(({ second, packets }) => [second, packets]),
      Array.from({ length: 35 }, (_, index) => [index + 4, 1]),
    )
  })

  /** UDP from a source that nobody has. */
  const forged = (source: number): Uint8Array => {
    const frame = Uint8Array.from(samples.udp4)
    new DataView(frame.buffer).setUint32(26, source)
    return frame
  }

  it('count what is over the limit of a second as one flow of zeros, and lose none', async () => {
    const books = new BookKeeping()
    books.open(1, 1)
    for (const second of [4, 5]) {
      books.beginBatch(1, wallAt(second * 1e9), second * 1e9)
      for (let source = 0; source < 500; source++) {
        books.add(1, wallAt(second * 1e9), 60, forged(source))
      }
    }
    books.flushAll()
    const messages = await books.run({ known: 1000, newPerSecond: 100 })
    assert.equal(sumOf(secondsOf(messages)), 1000)
    const other = flowsOf(messages).find(({ key }) => key.every((word) => word === 0))
    const ofOther = secondsOf(messages).filter(({ flow }) => flow === other?.id)
    assert.equal(sumOf(ofOther), 400 + 300)
    assert.equal(overLimitOf(messages), 400 + 300)
  })

  it('keep flows that they know through a flood of forged ones', async () => {
    const books = new BookKeeping()
    books.open(1, 1)
    for (let second = 0; second < 60; second++) {
      const wallNs = wallAt(second * 1e9)
      books.beginBatch(1, wallNs, second * 1e9)
      books.add(1, wallNs, 80, samples.udp6)
      for (let source = 0; source < 300; source++) {
        books.add(1, wallNs, 60, forged(second * 300 + source))
      }
      books.flush(0n, BigInt(second))
    }
    books.flushAll()
    const messages = await books.run({ known: 400, newPerSecond: 100 })
    const real = flowsOf(messages).filter(({ key }) => flowTuple(key).family === 6)
    assert.equal(real.length, 1)
    assert.equal(sumOf(secondsOf(messages).filter(({ flow }) => flow === real[0]?.id)), 60)
    assert.equal(sumOf(secondsOf(messages)), 60 * 301)
    const ids = flowsOf(messages).map(({ id }) => id)
    assert.equal(new Set(ids).size, ids.length)
  })
})
