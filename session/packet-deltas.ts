/**
 * Captured packets as recorded (native/src/packets/packet-deltas.cc, which must stay the same): a header, then each packet,
 * mostly as what differs from the one before in its flow.
 *
 * Numbers below are varints: seven bits a byte, lowest first, the highest bit of each byte but the last is set. A packet is
 *
 * - its nanoseconds since the packet before (0 for the first),
 * - twice how many packets back the one is that it differs from, plus 1 if its two sizes differ; 0 = from none,
 * - its length on the wire and the bytes kept of it, where they differ or it differs from none,
 * - from none: its bytes. Else: a bit for each eight bytes, set where they differ, and for each such eight the exclusive or.
 */
import type { DropcorrError } from './dropcorr-error.js'
import { damagedBlock } from './not-a-session.js'
import { packetRecord, packetRecordSize } from './packet-record.js'

export const packetDeltasHeader = {
  size: 24,
  /** u64: 0xffffffff31445044, which tells it from records: no time of a first packet looks like that. */
  magic: 0,
  /** f64: nanoseconds since the session's start, of the first packet. */
  atNs: 8,
  /** u32: how many packets. */
  packets: 16,
  /** u32: bytes of the same packets as records of packet-record.ts. */
  recordBytes: 20,
} as const

export const packetDeltasMagic = [0x31445044, 0xffffffff] as const
/** The recorder's blocks hold 1 MiB and a packet of at most 256 KiB more. */
const maxRecordBytes = 2 << 20

export function isPacketDeltas(data: Uint8Array): boolean {
  if (data.length < packetDeltasHeader.size) return false
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  return packetDeltasMagic.every((word, index) => view.getUint32(4 * index, true) === word)
}

/**
 * The packets as records of packet-record.ts; `data` itself if that is what it holds. Throws DropcorrError, exit 4, for
 * what the recorder does not write.
 */
export function packetRecords(data: Uint8Array): Uint8Array {
  return new PacketRecords().of(data)
}

/** `packetRecords` for one block after the other: what it returns is valid until it is asked for the next. */
export class PacketRecords {
  #bytes = new Uint8Array(0)
  #words = new Int32Array(0)
  #doubles = new Float64Array(0)
  /** Where the record of each packet begins. */
  #offsets = new Uint32Array(0)

  of(data: Uint8Array): Uint8Array {
    if (!isPacketDeltas(data)) return data
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
    const recordBytes = view.getUint32(packetDeltasHeader.recordBytes, true)
    const packets = view.getUint32(packetDeltasHeader.packets, true)
    // A packet takes three bytes here and a header there, at least.
    const fits = recordBytes <= maxRecordBytes && recordBytes % 8 === 0
    if (!fits || packets * packetRecord.headerSize > recordBytes) {
      throw damaged(`claims ${packets} packets of ${recordBytes} bytes`)
    }
    this.#makeRoom(recordBytes, packets)
    this.#read(data, view, packets, recordBytes)
    return this.#bytes.subarray(0, recordBytes)
  }

  #makeRoom(recordBytes: number, packets: number): void {
    if (recordBytes > this.#bytes.length) {
      const memory = new ArrayBuffer(recordBytes)
      this.#bytes = new Uint8Array(memory)
      this.#words = new Int32Array(memory)
      this.#doubles = new Float64Array(memory)
    }
    if (packets > this.#offsets.length) this.#offsets = new Uint32Array(packets)
  }

  /** Positions are local variables throughout, which the CPU keeps in registers: fields cost half as much again. */
  #read(data: Uint8Array, stored: DataView, packets: number, recordBytes: number): void {
    const words = this.#words
    const offsets = this.#offsets
    let at: number = packetDeltasHeader.size
    let atNs = stored.getFloat64(packetDeltasHeader.atNs, true)
    let offset = 0
    for (let packet = 0; packet < packets; packet++) {
      const sinceNs = varint(data, at)
      at += varintBytes(sinceNs)
      const reference = varint(data, at)
      at += varintBytes(reference)
      const back = Math.floor(reference / 2)
      if (back > packet) throw broken(at)
      const before = back === 0 ? 0 : (offsets[packet - back] ?? 0)
      const capturedBefore = back === 0 ? 0 : wordAt(words, before + packetRecord.captured)
      let length = wordAt(words, before + packetRecord.length)
      let captured = capturedBefore
      if (back === 0 || reference % 2 === 1) {
        length = varint(data, at)
        at += varintBytes(length)
        captured = varint(data, at)
        at += varintBytes(captured)
      }
      if (length > 0xffffffff || captured > recordBytes) throw broken(at)
      const start = offset + packetRecord.headerSize
      const end = offset + packetRecordSize(captured)
      if (end > recordBytes) throw broken(at)
      atNs += sinceNs
      offsets[packet] = offset
      this.#doubles[(offset + packetRecord.atNs) >> 3] = atNs
      words[(offset + packetRecord.length) >> 2] = length
      words[(offset + packetRecord.captured) >> 2] = captured
      if (back === 0) {
        at = this.#copy(data, at, start, end, captured)
      } else {
        const from = before + packetRecord.headerSize
        copyWords(words, from, before + packetRecordSize(capturedBefore), start, end)
        at = applyDifferences(words, start, end, data, stored, at)
      }
      offset = end
    }
    if (offset !== recordBytes || at !== data.length) throw broken(at)
  }

  /** Returns the position after the bytes. */
  #copy(data: Uint8Array, at: number, start: number, end: number, captured: number): number {
    if (at + captured > data.length) throw broken(at)
    if (end > start) this.#words.fill(0, (end >> 2) - 2, end >> 2)
    this.#bytes.set(data.subarray(at, at + captured), start)
    return at + captured
  }
}

/** What is beyond `fromEnd` is zero. Offsets in bytes. */
function copyWords(
  words: Int32Array,
  from: number,
  fromEnd: number,
  start: number,
  end: number,
): void {
  const copied = Math.min(end, start + fromEnd - from) >> 2
  const distance = (start - from) >> 2
  let word = start >> 2
  for (; word < copied; word++) words[word] = words[word - distance] ?? 0
  for (; word < end >> 2; word++) words[word] = 0
}

/** Returns the position after the differences. */
function applyDifferences(
  words: Int32Array,
  start: number,
  end: number,
  data: Uint8Array,
  stored: DataView,
  bitsAt: number,
): number {
  const pairs = (end - start) >> 3
  let at = bitsAt + ((pairs + 7) >> 3)
  for (let pair = 0; pair < pairs; pair += 8) {
    let bits = data[bitsAt + (pair >> 3)] ?? 0
    for (let word = (start >> 2) + pair * 2; bits !== 0; bits >>= 1, word += 2) {
      if ((bits & 1) === 0) continue
      if (at + 8 > data.length || word + 2 > end >> 2) throw broken(at)
      words[word] = (words[word] ?? 0) ^ stored.getInt32(at, true)
      words[word + 1] = (words[word + 1] ?? 0) ^ stored.getInt32(at + 4, true)
      at += 8
    }
  }
  return at
}

const wordAt = (words: Int32Array, offset: number): number => (words[offset >> 2] ?? 0) >>> 0

/** Beyond the end of `data` all is zero: `#read` finds at its end that it came too far. */
function varint(data: Uint8Array, at: number): number {
  const first = data[at] ?? 0
  if (first < 0x80) return first
  const second = data[at + 1] ?? 0
  if (second < 0x80) return (first & 0x7f) | (second << 7)
  return longVarint(data, at)
}

function longVarint(data: Uint8Array, start: number): number {
  let at = start
  let value = 0
  for (let scale = 1; scale < 2 ** 56; scale *= 128) {
    const byte = data[at++] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return value
  }
  throw broken(at)
}

/** The recorder writes no more bytes than a number needs. */
function varintBytes(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  let bytes = 3
  for (let limit = 0x20_0000; value >= limit; limit *= 128) bytes++
  return bytes
}

const broken = (at: number): DropcorrError =>
  damaged(`does not hold what its header tells, at byte ${at}`)

const damaged = (what: string): DropcorrError => damagedBlock(`packet_block.data ${what}`)
