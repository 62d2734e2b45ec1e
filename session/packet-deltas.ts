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
  #data: Uint8Array = new Uint8Array(0)
  /** Of `#data`. */
  #stored: DataView = new DataView(new ArrayBuffer(0))
  #at = 0
  #bytes = new Uint8Array(0)
  #words = new Int32Array(0)
  #doubles = new Float64Array(0)
  /** Where the record of each packet begins. */
  #offsets = new Uint32Array(0)
  /** Bytes of all records of the block. */
  #size = 0

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
    this.#data = data
    this.#stored = view
    this.#at = packetDeltasHeader.size
    this.#makeRoom(recordBytes, packets)
    this.#read(packets, view.getFloat64(packetDeltasHeader.atNs, true))
    return this.#bytes.subarray(0, recordBytes)
  }

  #makeRoom(recordBytes: number, packets: number): void {
    this.#size = recordBytes
    if (recordBytes > this.#bytes.length) {
      const memory = new ArrayBuffer(recordBytes)
      this.#bytes = new Uint8Array(memory)
      this.#words = new Int32Array(memory)
      this.#doubles = new Float64Array(memory)
    }
    if (packets > this.#offsets.length) this.#offsets = new Uint32Array(packets)
  }

  #read(packets: number, firstNs: number): void {
    let atNs = firstNs
    let offset = 0
    for (let packet = 0; packet < packets; packet++) {
      atNs += this.#varint()
      const reference = this.#varint()
      const back = Math.floor(reference / 2)
      if (back > packet) throw this.#broken()
      const before = back === 0 ? -1 : (this.#offsets[packet - back] ?? 0)
      const sizesFollow = back === 0 || reference % 2 === 1
      const length = sizesFollow ? this.#varint() : this.#wordAt(before + packetRecord.length)
      const captured = sizesFollow ? this.#varint() : this.#wordAt(before + packetRecord.captured)
      if (length > 0xffffffff || captured > this.#size) throw this.#broken()
      const end = offset + packetRecordSize(captured)
      if (end > this.#size) throw this.#broken()
      this.#offsets[packet] = offset
      this.#doubles[(offset + packetRecord.atNs) >> 3] = atNs
      this.#words[(offset + packetRecord.length) >> 2] = length
      this.#words[(offset + packetRecord.captured) >> 2] = captured
      const start = offset + packetRecord.headerSize
      if (back === 0) this.#copy(start, end, captured)
      else this.#differing(start, end, before)
      offset = end
    }
    if (offset !== this.#size || this.#at !== this.#data.length) throw this.#broken()
  }

  #copy(start: number, end: number, captured: number): void {
    if (this.#at + captured > this.#data.length) throw this.#broken()
    if (end > start) this.#words.fill(0, (end >> 2) - 2, end >> 2)
    this.#bytes.set(this.#data.subarray(this.#at, this.#at + captured), start)
    this.#at += captured
  }

  #differing(start: number, end: number, before: number): void {
    const words = this.#words
    const from = (before + packetRecord.headerSize) >> 2
    const captured = this.#wordAt(before + packetRecord.captured)
    const fromEnd = (before + packetRecordSize(captured)) >> 2
    const wordsEnd = end >> 2
    let to = start >> 2
    for (let word = from; to < wordsEnd && word < fromEnd; word++) words[to++] = words[word] ?? 0
    while (to < wordsEnd) words[to++] = 0

    const data = this.#data
    const stored = this.#stored
    const bitsAt = this.#at
    const pairs = (end - start) >> 3
    let at = bitsAt + ((pairs + 7) >> 3)
    for (let pair = 0; pair < pairs; pair += 8) {
      let bits = data[bitsAt + (pair >> 3)] ?? 0
      for (let word = (start >> 2) + pair * 2; bits !== 0; bits >>= 1, word += 2) {
        if ((bits & 1) === 0) continue
        if (at + 8 > data.length || word + 2 > wordsEnd) throw this.#broken()
        words[word] = (words[word] ?? 0) ^ stored.getInt32(at, true)
        words[word + 1] = (words[word + 1] ?? 0) ^ stored.getInt32(at + 4, true)
        at += 8
      }
    }
    this.#at = at
  }

  #wordAt(offset: number): number {
    return (this.#words[offset >> 2] ?? 0) >>> 0
  }

  /** Most are of one to three bytes: these stay within what the CPU takes for integers. */
  #varint(): number {
    let value = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte()
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    for (let scale = 2 ** 28; scale < 2 ** 56; scale *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    throw this.#broken()
  }

  #byte(): number {
    const byte = this.#data[this.#at++]
    if (byte === undefined) throw this.#broken()
    return byte
  }

  #broken(): DropcorrError {
    return damaged(`does not hold what its header tells, at byte ${this.#at}`)
  }
}

const damaged = (what: string): DropcorrError => damagedBlock(`packet_block.data ${what}`)
