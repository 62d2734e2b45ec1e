import assert from 'node:assert/strict'
import { capturedPackets } from '../../../session/captured-packets.js'
import { packedPackets } from '../../../session/pack-packets.js'
import { packetDeltasHeader, packetRecords } from '../../../session/packet-deltas.js'
import { randomBytes, samples } from '../../session/packet/frames.js'
import { BookKeeping } from './book-keeping.js'

const startWallNs = 1_700_000_000_000_000_000n
const stepNs = 1000
const ethernet = 1
/** Of Ethernet, IPv4 and UDP: what tells flows apart stays. */
const headerBytes = 42

/** The only block that comes of these frames. */
async function recorded(frames: readonly Uint8Array[]): Promise<Uint8Array> {
  const books = new BookKeeping()
  books.open(1, ethernet)
  for (const [index, frame] of frames.entries()) {
    const atNs = index * stepNs
    books.beginBatch(1, startWallNs + BigInt(atNs), atNs)
    books.add(1, startWallNs + BigInt(atNs), frame.length, frame)
  }
  books.flushAll()
  const blocks = (await books.run()).filter((message) => message.kind === 'packets')
  const [block, ...others] = blocks
  assert.equal(others.length, 0)
  return block?.data ?? new Uint8Array(0)
}

/** So few that they are in one block. */
const count = 400

/** Of one flow, 200 bytes of chance after the headers; of each next one, `change` made of the one before. */
function frames(
  change: (frame: Uint8Array, random: Uint8Array) => Uint8Array,
): readonly Uint8Array[] {
  const all = [withData(samples.udp4, randomBytes(1, 200))]
  for (let seed = 2; all.length < count; seed++)
    all.push(change(Uint8Array.from(all.at(-1) ?? []), randomBytes(seed, 240)))
  return all
}

/** Up to 12 bytes, anywhere in the data. */
function withFewBytes(frame: Uint8Array, random: Uint8Array): Uint8Array {
  const data = frame.subarray(headerBytes)
  for (let i = 0; i < (random[0] ?? 0) % 13 && data.length > 0; i++)
    data[(random[2 * i + 1] ?? 0) % data.length] = random[2 * i + 2] ?? 0
  return frame
}

const withData = (frame: Uint8Array, data: Uint8Array): Uint8Array =>
  Uint8Array.from([...frame.subarray(0, headerBytes), ...data])

const kinds = {
  'one byte differs': (frame, random) => {
    const at = headerBytes + ((random[0] ?? 0) % (frame.length - headerBytes))
    frame[at] = (frame[at] ?? 0) ^ ((random[1] ?? 0) | 1)
    return frame
  },
  'few bytes differ': withFewBytes,
  'no byte differs': (frame) => frame,
  'all bytes differ': (frame) =>
    frame.map((byte, index) => (index < headerBytes ? byte : ~byte & 0xff)),
  'data of chance': (frame, random) => withData(frame, random.subarray(0, 200)),
  'data of chance, of any length': (frame, random) =>
    withData(frame, random.subarray(1, 1 + ((random[0] ?? 0) % 200))),
  'few bytes differ, of any length': (frame, random) => {
    const [cut = 0, kind = 0] = random.subarray(230)
    if (kind % 3 === 0) return withData(frame, random.subarray(0, cut % 200))
    return kind % 3 === 1
      ? frame.subarray(0, frame.length - (cut % 9))
      : withFewBytes(frame, random)
  },
} satisfies Record<string, (frame: Uint8Array, random: Uint8Array) => Uint8Array>

describe('captured packets as differences (C++)', function () {
  // The program is compiled.
  this.timeout(60_000)

  for (const [name, change] of Object.entries(kinds))
    it(`keep every byte where ${name}, and are as TypeScript writes them`, async () => {
      const given = frames(change)
      const block = await recorded(given)
      const records = packetRecords(block)
      const packets = capturedPackets(records)
      assert.equal(packets.count, given.length)
      for (const [index, frame] of given.entries()) {
        assert.deepEqual(packets.bytes(index), frame, String(index))
        assert.equal(packets.length(index), frame.length)
        assert.equal(packets.atNs(index), index * stepNs)
      }
      assert.deepEqual(packedPackets(records, ethernet), block)
    })

  it('keep packets of which nothing was kept', async () => {
    const given = Array.from({ length: 20 }, () => new Uint8Array(0))
    assert.deepEqual(capturedPackets(packetRecords(await recorded(given))).count, 20)
  })

  for (const [what, change, most] of [
    // time 2, reference 1, bits 4; mask 1, byte 1
    ['one byte differs', kinds['one byte differs'], 9],
    // time 2, reference 1, bits 4; 26 words: as many as in whole words
    ['all bytes differ', kinds['all bytes differ'], 7 + 26 * 8],
  ] as const)
    it(`take ${most} bytes of the session where ${what}`, async () => {
      const given = frames(change)
      const whole = packetDeltasHeader.size + 6 + (given[0]?.length ?? 0)
      const bytes = (await recorded(given)).length - whole
      assert.ok(bytes <= most * (count - 1), `${bytes / (count - 1)} bytes a packet`)
    })
})
